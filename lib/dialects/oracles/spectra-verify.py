# Spectra's own verifier, as its "Webhooks" page prints it for Python, behind a loop that answers true or
# false for each line of JSON on standard input: {"body": base64, "header", "secret"}.

import base64, json, sys
import hmac, hashlib
def verify_signature(raw_body: bytes, signature_header: str, secret: str) -> bool:
    expected = "sha256=" + hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature_header)

for line in sys.stdin:
    asked = json.loads(line)
    print("true" if verify_signature(base64.b64decode(asked["body"]), asked["header"], asked["secret"]) else "false")
