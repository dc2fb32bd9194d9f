"""The checks of validateRows as people write them with Python's csv module or pandas; prints one JSON object."""

import csv
import json
import resource
import sys
import time
from datetime import datetime

WEATHER = {"Clouds", "Clear", "Mist", "Rain", "Snow"}


def with_csv(path: str) -> int:
    seen: set[tuple[str, ...]] = set()
    rows = 0
    good = []
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        good.append(next(reader))
        for row in reader:
            rows += 1
            try:
                _, temp, rain, clouds, main, _, when, volume = row
                datetime.fromisoformat(when)
                fits = 200 <= float(temp) <= 330 and 0 <= float(rain) <= 70 and 0 <= int(clouds) <= 100
                fits = fits and int(volume) >= 0 and main in WEATHER
            except ValueError:
                fits = False
            key = tuple(row)
            if fits and key not in seen:
                seen.add(key)
                good.append(row)
    return rows


def with_pandas(path: str) -> int:
    import pandas

    frame = pandas.read_csv(path, parse_dates=["date_time"])
    fits = frame.temp.between(200, 330) & frame.rain_1h.between(0, 70) & frame.clouds_all.between(0, 100)
    fits &= frame.weather_main.isin(WEATHER) & (frame.traffic_volume >= 0) & ~frame.duplicated()
    frame[fits].date_time.diff().max()
    frame[fits].describe()
    return len(frame)


def main(peer: str, path: str, repetitions: int) -> None:
    run = {"csv": with_csv, "pandas": with_pandas}[peer]
    seconds = []
    rows = 0
    for _ in range(repetitions):
        start = time.perf_counter()
        rows = run(path)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(seconds), "rows": rows, "peakMegabytes": peak}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
