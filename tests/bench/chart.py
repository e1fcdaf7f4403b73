from pathlib import Path
CHART = Path("x")
def drawn(k): return ""
