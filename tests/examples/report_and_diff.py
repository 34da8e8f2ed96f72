# %% [markdown]
# # Write a report, and see what changed
#
# A report is one document: the page, the Markdown and the tables are made from its JSON, now or later. Two of them can
# be compared, which is how a build notices that a bound got worse.

# %%
import json
from pathlib import Path
from subprocess import run

from proofcheck import Report, decide
from proofcheck.theory import Inequality, Lemma, Space, Theory, Variable

SPACE = Space(sizes={"n": (1, 4)}, variables={"x": Variable(shape=("n",))})


def means(bound):
    claim = Inequality(lhs=lambda x: x.sum() * x.sum(), rhs=bound)
    lemma = Lemma(name="means", title="the square of a sum", claim=claim, space=SPACE)
    return Theory(name="means", title="Means", lemmas=(lemma,))


# %% [markdown]
# The bound with n is attained: all entries equal.

# %%
sharp = decide(means(lambda x: x.shape[0] * (x * x).sum()))
sharp.save("main-report")
sharp

# %% [markdown]
# Two variants for a branch: a weaker bound, which holds and is no longer TIGHT, and one that is false.

# %%
weaker = decide(means(lambda x: 2 * x.shape[0] * (x * x).sum()))
weaker.save("weaker-report")
weaker["means"]

# %%
wrong = decide(means(lambda x: (x * x).sum()))
wrong.save("wrong-report")
wrong["means"].counterexample

# %%
wrong.plot()

# %% [markdown]
# `proofcheck diff` compares two saved reports; exit code 1 says that something regressed. A sharper or a looser bound
# is a change; a claim that was supported and is now refuted is a regression.


# %%
def compare(old, new):
    command = ["proofcheck", "diff", f"{old}/report.json", f"{new}/report.json", "--json"]
    done = run(command, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


compare("main-report", "main-report")

# %%
compare("main-report", "weaker-report")

# %%
code, difference = compare("main-report", "wrong-report")
assert code == 1
difference

# %% [markdown]
# Every form from the JSON alone; nothing is decided again.

# %%
again = Report.load("main-report/report.json")
assert again.counts == sharp.counts
sorted(path.name for path in Path("main-report").iterdir())
