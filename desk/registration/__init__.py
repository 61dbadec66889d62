"""What a registrar does: scan, fill, photograph, verify, sign, finish, correct."""
