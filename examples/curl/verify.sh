#!/bin/bash
# Verifies the signature of a callback that was kept, with openssl: verify.sh ID TIMESTAMP SIGNATURES < body, the values of
# the headers webhook-id, webhook-timestamp and webhook-signature. For looking into a dispute on a machine of your own:
# openssl shows the secret among its arguments, and the age of the timestamp is yours to judge.
set -euo pipefail

if [ $# != 3 ] || [ -z "${SMSGW_CALLBACK_SECRET:-}" ]; then
    echo "usage: SMSGW_CALLBACK_SECRET=whsec_... verify.sh ID TIMESTAMP SIGNATURES < body" >&2
    exit 2
fi
secret=$(base64 -d <<< "${SMSGW_CALLBACK_SECRET#whsec_}" | od -An -v -tx1 | tr -d ' \n')
mac=$({ printf '%s.%s.' "$1" "$2"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$secret" -binary | base64)

# While a secret is rotated there are two signatures; one that we can make ourselves is enough.
read -ra offered <<< "$3"
for signature in "${offered[@]}"; do
    if [ "$signature" = "v1,$mac" ]; then
        echo "valid, signed at $(date -u -d "@$2" +%Y-%m-%dT%H:%M:%SZ)"
        exit 0
    fi
done
echo "not valid" >&2
exit 1
