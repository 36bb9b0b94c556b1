"""A plain load: so many requests for one address, a few at a time, each timed from its first byte out to its last byte in."""

import http.client
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

AT_A_TIME = 4


@dataclass(frozen=True, slots=True)
class Figures:
    """What one load came to: requests a second, and milliseconds at the median and the 99th percentile."""

    per_second: float
    p50: float
    p99: float
    size: int


def load(port: int, path: str, cookie: str, requests: int) -> Figures:
    """Ask for ``path`` ``requests`` times and give the figures back. Any answer but 200 stops the measurement."""

    def one(_: int) -> tuple[float, int]:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie, "Host": f"localhost:{port}"} if cookie else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return (time.perf_counter() - began) * 1000, len(body)

    began = time.perf_counter()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        answers = list(pool.map(one, range(requests)))
    took = time.perf_counter() - began
    times = sorted(milliseconds for milliseconds, _ in answers)
    return Figures(requests / took, statistics.median(times), times[int(len(times) * 0.99) - 1], answers[0][1])
