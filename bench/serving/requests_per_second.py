"""Single-image requests a second against a running `serve`, 8 connections:

    python bench/serving/requests_per_second.py <image> [--port 8080] [--seconds 5] [--connections 8]

One process, one thread a connection, keep-alive; it shares the machine with the server, as a laptop does.
"""

import argparse
import http.client
import mimetypes
import threading
import time
from pathlib import Path


def call_until(end: float, port: int, body: bytes, kind: str, times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    while time.perf_counter() < end:
        start = time.perf_counter()
        connection.request("POST", "/invocations", body, {"content-type": kind})
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        times.append(time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=8)
    given = parser.parse_args()
    body, kind = given.image.read_bytes(), mimetypes.guess_type(given.image.name)[0] or "image/jpeg"
    call_until(time.perf_counter() + 0.5, given.port, body, kind, [])
    times: list[float] = []
    end = time.perf_counter() + given.seconds
    arguments = (end, given.port, body, kind, times)
    threads = [threading.Thread(target=call_until, args=arguments) for _ in range(given.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    middle, late = times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3
    print(f"{len(body)} bytes: {len(times) / given.seconds:.0f} requests/s, p50 {middle:.1f} ms, p99 {late:.1f} ms")


if __name__ == "__main__":
    main()
