<?php
// Receives smsgw's callbacks and prints one line per event: php -S 127.0.0.1:$PORT receive.php. The same file serves
// behind a web server with PHP, which is where the TLS is.
declare(strict_types=1);

const TOLERANCE_S = 300;
const BODY_MAX = 64 * 1024;
const SEEN_MAX = 10_000;

/** Signed with our secret, over exactly these bytes, within the last five minutes. */
function is_authentic(string $id, string $timestamp, string $signatures, string $body, string $secret): bool
{
    if ($id === '' || !preg_match('/^[0-9]{1,12}$/D', $timestamp) || abs(time() - (int) $timestamp) > TOLERANCE_S) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $secret, true));
    // While a secret is rotated there are two signatures; one that we can make ourselves is enough.
    $isOurs = false;
    foreach (explode(' ', $signatures) as $signature) {
        $isOurs = hash_equals($expected, $signature) || $isOurs;
    }
    return $isOurs;
}

/** What your service does about an event; a failure here is answered 500, and the event comes again. */
function handle(array $event): void
{
    $data = $event['data'];
    $line = sprintf(
        "%s %s seq=%d reference=%s resend_safe=%s\n",
        $event['type'], $data['msgid'], $data['seq'],
        json_encode($data['reference'], JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), json_encode($data['resend_safe']),
    );
    file_put_contents('php://stdout', $line);
}

function parse(string $body): ?array
{
    $event = json_decode($body, true);
    foreach (['msgid', 'seq', 'reference', 'resend_safe'] as $field) {
        if (!is_array($event['data'] ?? null) || !array_key_exists($field, $event['data'])) {
            return null;
        }
    }
    return is_string($event['type'] ?? null) ? $event : null;
}

/**
 * The status to answer with. Remembers an event only when it was handled. PHP keeps nothing between two requests, so the
 * newest ids are in a file, one a line; in your service they are a unique column of a table.
 */
function accept(string $id, string $body, string $seenFile): int
{
    $file = fopen($seenFile, 'c+') ?: throw new RuntimeException("cannot open $seenFile");
    flock($file, LOCK_EX); // Two copies of an event may come at once; released when the request ends.
    $seen = file($seenFile, FILE_IGNORE_NEW_LINES);
    if (in_array(bin2hex($id), $seen, true)) {
        return 204;
    }
    $event = parse($body);
    if ($event === null) {
        return 400;
    }
    handle($event);
    if (count($seen) < 2 * SEEN_MAX) {
        fseek($file, 0, SEEK_END);
        fwrite($file, bin2hex($id) . "\n");
    } else {
        ftruncate($file, 0);
        fwrite($file, implode("\n", [...array_slice($seen, -SEEN_MAX), bin2hex($id)]) . "\n");
    }
    return 204;
}

function answer(): int
{
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        return 405;
    }
    if (!isset($_SERVER['CONTENT_LENGTH'])) {
        return 411;
    }
    if ((int) $_SERVER['CONTENT_LENGTH'] > BODY_MAX) {
        return 413;
    }
    $secret = base64_decode(preg_replace('/^whsec_/', '', (string) getenv('SMSGW_CALLBACK_SECRET')), true);
    $seenFile = (string) getenv('SEEN_FILE');
    if (!$secret || $seenFile === '') {
        throw new RuntimeException('SMSGW_CALLBACK_SECRET and SEEN_FILE must be set');
    }
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $body = file_get_contents('php://input');
    $isAuthentic = is_authentic($id, $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '',
        $body, $secret);
    return $isAuthentic ? accept($id, $body, $seenFile) : 401;
}

try {
    http_response_code(answer());
} catch (Throwable $error) {
    error_log($error->getMessage());
    http_response_code(500);
}
