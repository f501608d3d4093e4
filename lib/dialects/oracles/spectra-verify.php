<?php
// Spectra's own verifier, as its "Webhooks" page prints it for PHP, behind a loop that answers true or
// false for each line of JSON on standard input: {"body": base64, "header", "secret"}.

function verifySignature(string $rawBody, string $signatureHeader, string $secret): bool {
    $expected = 'sha256=' . hash_hmac('sha256', $rawBody, $secret);
    return hash_equals($expected, $signatureHeader);
}

while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true);
    echo verifySignature(base64_decode($asked['body']), $asked['header'], $asked['secret']) ? "true\n" : "false\n";
}
