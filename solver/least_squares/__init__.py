"""The same certificates for any small smooth least-squares problem written in numpy."""
