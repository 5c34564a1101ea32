"""Uploads files with tuspy, one after the other, and prints the milliseconds: `tuspy_client.py JOB`.

JOB is a JSON file: the endpoint, the token, and of each file its path and metadata. Run with tuspy on PYTHONPATH; what
starting Python takes is not counted.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tusclient.client import TusClient  # type: ignore[import-not-found]

if __name__ == "__main__":
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    client = TusClient(job["endpoint"], headers={"Authorization": f"Bearer {job['token']}"})
    start = time.perf_counter()
    for each in job["files"]:
        client.uploader(each["path"], metadata=each["metadata"]).upload()
    print((time.perf_counter() - start) * 1000)
