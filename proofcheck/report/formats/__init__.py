"""One report format a file: HTML, Markdown, LaTeX, JUnit, badge."""
