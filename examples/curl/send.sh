#!/bin/bash
# Sends one SMS through smsgw with curl and jq: send.sh TO TEXT [KEY]. ../README.md says what it prints and how it exits.
#
# KEY makes the request safe to repeat: however often it arrives, there is one message. Make it of what the message is
# about, and the next process can repeat it, too; a random one is forgotten with this process.
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ] || [ -z "${SMSGW_API_KEY:-}" ]; then
    echo "usage: SMSGW_API_KEY=... send.sh TO TEXT [KEY]" >&2
    exit 2
fi
key=${3:-$(< /proc/sys/kernel/random/uuid)}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Without --fail an answer 4xx is no error and not repeated; 408, 429, 5xx, timeouts and lost connections are, with growing
# waits or as Retry-After asks. The API key comes from a file, because all users of a machine see the arguments.
status=$(jq -cn --arg to "$1" --arg message "$2" --arg reference "$key" '$ARGS.named' |
    curl --silent --show-error --max-time 10 --retry 3 --retry-all-errors --retry-max-time 60 \
         --output "$answer" --write-out '%{http_code}' --data-binary @- \
         --header @<(printf 'Authorization: Bearer %s\n' "$SMSGW_API_KEY") \
         --header 'Content-Type: application/json' --header "Idempotency-Key: $key" \
         "${SMSGW_URL:-http://127.0.0.1:8080}/send") || status=000

case $status in
    202) jq -r '"accepted \(.msgid) status=\(.status) segments=\(.segments)"' "$answer" ;;
    000 | 408 | 429 | 5??) echo "not known whether accepted: repeat it with the key $key" >&2; exit 75 ;;
    *) echo "$(< "$answer")" >&2; exit 1 ;;
esac
