"""Theories written only through `proofcheck.theory`: `proofcheck run proofcheck.theories.NAME`.

`elementary_functions`, `first_order_rates` (about the methods of `quadratics`), `softmax_regression` (about
`softmax_loss`); `papers.NAME.theory`, lemmas as papers print them; `gallery.theory`, claims of the textbooks;
`starter`, which `proofcheck new` copies.
"""
