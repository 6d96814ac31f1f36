"""`make flood`: one denied number calls on and on while agents flag many others; what is lost of it, and mailed."""
