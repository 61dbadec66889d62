"""What a declaration (tờ khai) is: the field's rules, and the messages two programs exchange about it.

Plain Python: nothing in here opens a file, a socket, a screen or a table.
"""
