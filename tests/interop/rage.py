"""rage's library, as a small command line for tests/it.

  rage.py keygen x25519        a secret and its recipient, a line each
  rage.py seal RECIPIENT...    seals standard input
  rage.py open SECRET          opens standard input
"""

import sys

import pyrage
from pyrage.x25519 import Identity, Recipient

command, *arguments = sys.argv[1:]
read, write = sys.stdin.buffer.read, sys.stdout.buffer.write
if command == "keygen":
    secret = Identity.generate()
    print(secret, secret.to_public(), sep="\n")
elif command == "seal":
    write(pyrage.encrypt(read(), [Recipient.from_str(recipient) for recipient in arguments]))
elif command == "open":
    write(pyrage.decrypt(read(), [Identity.from_str(secret) for secret in arguments]))
