# What bash completes smsgwctl with; made by `smsgwctl completion bash`.
_smsgwctl() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command="" choices="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$command ${COMP_WORDS[i]}" in
        " keys" | " keys new" | " keys list" | " keys revoke" | " keys restore" | " health" | " send" | " status" | " queues" | " watch" | " audit" | " dlq" | " dlq list" | " dlq show" | " dlq replay" | " dlq discard" | " callbacks" | " callbacks list" | " callbacks enable" | " callbacks replay" | " provider" | " provider list" | " provider pause" | " provider resume" | " provider drain" | " provider test" | " spend" | " suppress" | " suppress list" | " suppress add" | " suppress remove" | " abuse" | " abuse status" | " abuse unblock" | " redis-acl" | " reload" | " log-level" | " abuse-sim" | " sandbox" | " check" | " completion" | " completion bash" | " manual") command+=" ${COMP_WORDS[i]}" ;;
        esac
    done
    COMPREPLY=()
    # Nothing of ours: files, by -o default below.
    case "$before" in
        --account | --api-key | --attack | --by | --config | --count | --csv | --duplicate | --early | --every | --expires | --from | --hang | --home | --http-401 | --http-402 | --http-429 | --http-500 | --http-503 | --key | --lane | --latency-ms | --ledger | --listen | --message | --missing | --month | --msgid | --note | --password | --pepper | --prometheus | --rate | --redis | --report-delay-ms | --report-hosts | --reset | --results | --rule | --scopes | --seed | --seeds | --sender | --shuffled | --since | --subject | --timeout | --to | --tps | --trace | --until | --url | --user | --users | --webhook-secret) return ;;
    esac
    case "$command" in
        " keys new") choices="--help --account --scopes --expires --from --pepper --config --json" ;;
        " keys list") choices="--help --redis --config --json" ;;
        " keys revoke") choices="--help --redis --config --json --key --pepper" ;;
        " keys restore") choices="--help --redis --config --json --key --pepper" ;;
        " keys") choices="--help new list revoke restore" ;;
        " health") choices="--help --url --config" ;;
        " send") choices="--help --to --message --sender --lane --wait --csv --results --rate --dry-run --after-a-day --url --key --config --json" ;;
        " status") choices="--help --url --key --config --json" ;;
        " queues") choices="--help --redis --config --json" ;;
        " watch") choices="--help --redis --config --json --every --count" ;;
        " audit") choices="--help --redis --config --json" ;;
        " dlq list") choices="--help --redis --config --json" ;;
        " dlq show") choices="--help --redis --config --json --text" ;;
        " dlq replay") choices="--help --redis --config --json --all" ;;
        " dlq discard") choices="--help --redis --config --json --all" ;;
        " dlq") choices="--help list show replay discard" ;;
        " callbacks list") choices="--help --redis --config --json" ;;
        " callbacks enable") choices="--help --redis --config --json" ;;
        " callbacks replay") choices="--help --msgid --account --since --until --redis --config --json" ;;
        " callbacks") choices="--help list enable replay" ;;
        " provider list") choices="--help --redis --config --json" ;;
        " provider pause") choices="--help --redis --config --json" ;;
        " provider resume") choices="--help --redis --config --json" ;;
        " provider drain") choices="--help --redis --config --json --timeout" ;;
        " provider test") choices="--help --config --json" ;;
        " provider") choices="--help list pause resume drain test" ;;
        " spend") choices="--help --redis --config --json --month --by" ;;
        " suppress list") choices="--help --redis --config --json --account --all-accounts" ;;
        " suppress add") choices="--help --redis --config --json --account --all-accounts --until --note" ;;
        " suppress remove") choices="--help --redis --config --json --account --all-accounts" ;;
        " suppress") choices="--help list add remove" ;;
        " abuse status") choices="--help --account --redis --config --json" ;;
        " abuse unblock") choices="--help --account --rule --subject --redis --config --json" ;;
        " abuse") choices="--help status unblock" ;;
        " redis-acl") choices="--help --user --password --without-config-get --json" ;;
        " reload") choices="--help --url --key --config" ;;
        " log-level") choices="--help --url --key --config" ;;
        " abuse-sim") choices="--help --seed --seeds --attack --users --layers --gate --trace --home --config --json" ;;
        " sandbox") choices="--help --listen --api-key --webhook-secret --ledger --report-hosts --dedupe --seed --latency-ms --report-delay-ms --tps --early --duplicate --shuffled --missing --http-401 --http-402 --http-429 --http-503 --http-500 --reset --hang" ;;
        " check") choices="--help --config --json --prometheus --list-markdown" ;;
        " completion bash") choices="--help" ;;
        " completion") choices="--help bash" ;;
        " manual") choices="--help" ;;
        "") choices="--help --version keys health send status queues watch audit dlq callbacks provider spend suppress abuse redis-acl reload log-level abuse-sim sandbox check completion manual" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}
complete -o default -F _smsgwctl smsgwctl
