"""Services that keep secrets, as far as the gateway asks them, written from their public API documentation: Vault with its KV
engine (version 2), AppRole and token renewal; AWS Secrets Manager with Signature Version 4. Both on loopback."""
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time
import urllib.parse


class Service:
    """An HTTP server on a port of its own that can go away and come back. `handle(method, path, headers, body)` answers
    (status, JSON)."""

    def __init__(self, port=0, certificate=None):
        self.port, self.certificate, self.server = port, certificate, None
        self.seen = []   # (method, path)
        self.start()

    def start(self):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer()

            def do_POST(self):
                self.answer()

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                service.seen.append((self.command, self.path))
                status, content = service.handle(self.command, self.path, self.headers, body)
                data = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                self.close_connection = service.server is None

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass   # who does not trust our certificate hangs up

        self.server = Server(("127.0.0.1", self.port), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self):
        server, self.server = self.server, None
        if server:
            server.shutdown()
            server.server_close()

    @property
    def url(self):
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"


class Vault(Service):
    def __init__(self, token=None, certificate=None):
        self.versions = {}                          # path below secret/: list of fields
        self.tokens = {token: None} if token else {}   # when each ends; None: never
        self.role = None                            # (role_id, secret_id, seconds that its tokens last)
        self.made = 0
        self.readers = []                           # the token of each read
        super().__init__(certificate=certificate)

    def put(self, path, **fields):
        self.versions.setdefault(path, []).append(fields)

    def valid(self, token):
        return token in self.tokens and (self.tokens[token] is None or time.monotonic() < self.tokens[token])

    def handle(self, method, path, headers, body):
        token = headers.get("X-Vault-Token")
        if (method, path) == ("POST", "/v1/auth/approle/login"):
            return self.log_in(json.loads(body))
        if not self.valid(token):
            return 403, {"errors": ["permission denied"]}
        if (method, path) == ("POST", "/v1/auth/token/renew-self"):
            if self.tokens[token] is None:
                return 400, {"errors": ["lease is not renewable"]}
            return self.lend(token)
        prefix = "/v1/secret/data/"
        if method != "GET" or not path.startswith(prefix):
            return 404, {"errors": []}
        self.readers.append(token)
        versions = self.versions.get(urllib.parse.unquote(path[len(prefix):]))
        if not versions:
            return 404, {"errors": []}
        return 200, {"request_id": "r", "lease_id": "", "renewable": False, "lease_duration": 0, "auth": None,
                     "data": {"data": versions[-1], "metadata": {"created_time": "2026-01-01T00:00:00Z", "deletion_time": "",
                                                                 "destroyed": False, "version": len(versions)}}}

    def log_in(self, body):
        if self.role is None or (body.get("role_id"), body.get("secret_id")) != self.role[:2]:
            return 400, {"errors": ["invalid role or secret ID"]}
        self.made += 1
        return self.lend(f"hvs.made-by-login-{self.made}")

    def lend(self, token):
        seconds = self.role[2]
        self.tokens[token] = time.monotonic() + seconds
        return 200, {"auth": {"client_token": token, "accessor": "a", "policies": ["default"], "renewable": True,
                              "lease_duration": seconds}, "data": None}


class SecretsManager(Service):
    REGION, KEY_ID, KEY, SESSION = "eu-west-1", "AKIDEXAMPLE", "a-secret-access-key-for-tests", "a-session-token-for-tests"

    def __init__(self):
        self.secrets = {}
        super().__init__()

    def handle(self, method, path, headers, body):
        if not self.signed(method, path, headers, body):
            return 400, {"__type": "InvalidSignatureException", "message": "The request signature does not match."}
        if headers["X-Amz-Target"] != "secretsmanager.GetSecretValue":
            return 400, {"__type": "UnknownOperationException"}
        name = json.loads(body)["SecretId"]
        if name not in self.secrets:
            return 400, {"__type": "ResourceNotFoundException", "Message": "Secrets Manager can't find the secret."}
        return 200, {"ARN": f"arn:aws:secretsmanager:{self.REGION}:123456789012:secret:{name}-AbCdEf", "Name": name,
                     "SecretString": self.secrets[name], "VersionId": "v", "VersionStages": ["AWSCURRENT"], "CreatedDate": 1.7e9}

    def signed(self, method, path, headers, body):
        """Signature Version 4, computed once more."""
        scheme, _, rest = headers.get("Authorization", "").partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(", ")) if rest else {}
        date = headers.get("X-Amz-Date", "")
        scope = f"{date[:8]}/{self.REGION}/secretsmanager/aws4_request"
        if scheme != "AWS4-HMAC-SHA256" or parts.get("Credential") != f"{self.KEY_ID}/{scope}":
            return False
        if headers.get("X-Amz-Security-Token") != self.SESSION:
            return False
        names = parts["SignedHeaders"]
        if not {"host", "x-amz-date", "x-amz-target", "x-amz-security-token"} <= set(names.split(";")):
            return False
        fields = "".join(f"{name}:{headers[name].strip()}\n" for name in names.split(";"))
        canonical = "\n".join([method, path, "", fields, names, hashlib.sha256(body).hexdigest()])
        to_sign = "\n".join([scheme, date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + self.KEY).encode()
        for word in scope.split("/"):
            key = hmac.new(key, word.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest(), parts["Signature"])


class Operator(Service):
    """In front of the simulated operator: notes with which key it is called, and calls it with the right one."""

    def __init__(self, sandbox_port):
        self.sandbox_port = sandbox_port
        self.keys = []
        super().__init__()

    def handle(self, method, path, headers, body):
        self.keys.append(headers.get("Authorization", "").removeprefix("Bearer "))
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox_port, timeout=30)
        try:
            passed = {name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")}
            connection.request(method, path, body, {**passed, "Authorization": "Bearer sandbox-key"})
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()
