"""Answers sent by e-mail: signed addresses, the mailbox they arrive in, and what becomes of them."""
