#!/usr/bin/env php
<?php
// Sends one SMS through smsgw: send.php TO TEXT [KEY]. ../README.md says what it prints and how it exits.
//
// KEY makes the request safe to repeat: however often it arrives, there is one message. Make it of what the message is
// about, and the next process can repeat it, too; a random one is forgotten with this process.
declare(strict_types=1);

const TIMEOUT_S = 10;
const WAITS_MS = [500, 1000, 2000]; // between the tries, so there are four
const RETRY_AFTER_MAX_S = 30;

/** One try: [status, Retry-After in seconds, body], or null when there was no answer. */
function post(string $body, string $key): ?array
{
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => [
            'Authorization: Bearer ' . getenv('SMSGW_API_KEY'),
            'Content-Type: application/json',
            "Idempotency-Key: $key",
        ],
        'content' => $body,
        'timeout' => TIMEOUT_S,
        'ignore_errors' => true, // The body of an error says what is wrong.
    ]]);
    $answer = @file_get_contents((getenv('SMSGW_URL') ?: 'http://127.0.0.1:8080') . '/send', false, $context);
    if ($answer === false || !preg_match('#^HTTP/1\.[01] (\d{3})#', $http_response_header[0] ?? '', $status)) {
        return null;
    }
    $retryAfter = preg_grep('/^Retry-After: \d+$/i', $http_response_header);
    // PHP does not tell when a body was cut short; half an answer is none.
    $isWhole = $status[1] !== '202' || json_decode($answer) !== null;
    return $isWhole ? [(int) $status[1], (int) substr((string) reset($retryAfter), 13), $answer] : null;
}

/** The answer that settles it, or null when nobody knows whether the message was accepted. */
function send(string $to, string $text, string $key): ?array
{
    $body = json_encode(['to' => $to, 'message' => $text, 'reference' => $key], JSON_THROW_ON_ERROR);
    foreach ([...WAITS_MS, null] as $wait) {
        $answer = post($body, $key);
        if ($answer && $answer[0] < 500 && !in_array($answer[0], [408, 429], true)) {
            return $answer;
        }
        if ($wait !== null) {
            $asked = min($answer[1] ?? 0, RETRY_AFTER_MAX_S) * 1000;
            usleep(1000 * max($asked, random_int(intdiv($wait, 2), $wait)));
        }
    }
    return null;
}

function main(array $arguments): int
{
    if (!in_array(count($arguments), [2, 3], true) || !getenv('SMSGW_API_KEY')) {
        fwrite(STDERR, "usage: SMSGW_API_KEY=... send.php TO TEXT [KEY]\n");
        return 2;
    }
    [$to, $text] = $arguments;
    $key = $arguments[2] ?? bin2hex(random_bytes(16));
    $answer = send($to, $text, $key);
    if ($answer === null) {
        fwrite(STDERR, "not known whether accepted: repeat it with the key $key\n");
        return 75;
    }
    [$status, , $body] = $answer;
    if ($status !== 202) {
        fwrite(STDERR, rtrim($body) . "\n");
        return 1;
    }
    $message = json_decode($body);
    echo "accepted $message->msgid status=$message->status segments=$message->segments\n";
    return 0;
}

exit(main(array_slice($argv, 1)));
