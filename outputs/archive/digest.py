"""What a body is known by in the archive and in the state."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha1


def payload_digest(body: bytes) -> str:
    """The name of a body, in the form WARC-Payload-Digest has: ``sha1:`` and base 32.

    >>> payload_digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + b32encode(sha1(body, usedforsecurity=False).digest()).decode()
