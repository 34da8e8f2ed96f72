"""Theories written only through `proofcheck.theory`, one file each: `proofcheck run proofcheck.theories.NAME`."""
