"""Addresses of objects that hold for a short time, signed as S3 asks (Signature Version 4, in the query)."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

SCHEME = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Signer:
    """Who signs, and for which bucket."""

    address: str  # of the bucket: https://endpoint/bucket
    region: str
    key: str
    secret: str

    def signed(self, name: str, *, at: datetime, seconds: int, more: Mapping[str, str]) -> str:
        """An address that gives the object `name` during some seconds; `more` are the headers asked of the answer."""
        day, moment = at.strftime("%Y%m%d"), at.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{day}/{self.region}/s3/aws4_request"
        parts = urlsplit(f"{self.address}/{name}")
        asked = {
            "X-Amz-Algorithm": SCHEME,
            "X-Amz-Credential": f"{self.key}/{scope}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
            **more,
        }
        query = "&".join(f"{quote(one, safe='')}={quote(value, safe='')}" for one, value in sorted(asked.items()))
        request = f"GET\n{quote(parts.path)}\n{query}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
        to_sign = f"{SCHEME}\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        return f"{self.address}/{name}?{query}&X-Amz-Signature={self._signature(scope, to_sign)}"

    def _signature(self, scope: str, to_sign: str) -> str:
        code = f"AWS4{self.secret}".encode()
        for word in scope.split("/"):
            code = hmac.digest(code, word.encode(), "sha256")
        return hmac.digest(code, to_sign.encode(), "sha256").hex()
