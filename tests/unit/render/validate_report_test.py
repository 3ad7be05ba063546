#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that tools/validate_report finds what it is there for: each change to a good report must be refused.

    validate_report_test.py SOURCE_DIR GOOD_REPORT GOOD_SUMMARY
"""

import copy
import importlib.machinery
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True


def trip(report):
    return report["round_trips"][0]


def half_a_body(report):
    trip(report)["response"]["body"].update(complete=False)
    report["response"]["body"].update(complete=False)


def unmet(report, **changes):
    entry = {"expr": "status==1", "ok": False, "actual": 200, "unit": None, "severity": "fault", "reason": None,
             "place": None}
    report.update(expectations=[entry], **changes)


def reused_with_phases(report):
    trip(report)["connection"].update(reused=True)
    trip(report).update(dns=None, connect=None)


CHANGES = {
    "a key is missing": lambda r: trip(r).pop("redirect"),
    "a key is unknown": lambda r: r.update(extra=1),
    "a phase is missing": lambda r: trip(r)["phases"].pop("proxy_ms"),
    "the phases don't add up": lambda r: trip(r)["phases"].update(wait_ms=trip(r)["phases"]["wait_ms"] + 0.002),
    "a phase is counted twice": lambda r: trip(r)["phases"].update(proxy_ms=1),
    "a time is negative": lambda r: trip(r)["phases"].update(proxy_ms=-1),
    "a sentinel stands for nothing": lambda r: trip(r)["tls"].update(started_ms=-1),
    "a phase that cannot be": reused_with_phases,
    "an enumeration has another value": lambda r: trip(r).update(cause="other"),
    "ok beside an exit code": lambda r: r.update(exit_code=7),
    "not ok without an exit code": lambda r: r.update(ok=False),
    "ok with half a body": half_a_body,
    "ok beside an expectation that is not met": unmet,
    "exit code 120 for nothing": lambda r: r.update(ok=False, exit_code=120),
    "two responses that differ": lambda r: r["response"].update(status=201),
    "a time without its zone": lambda r: r.update(started_at=r["started_at"].rstrip("Z")),
    "a header as an object": lambda r: trip(r)["sent"].update(headers={"Host": "a"}),
    "an error without a code": lambda r: trip(r).update(ok=False, error={"message": "x"}),
    "parts of the wait that don't add up": lambda r: trip(r)["wait"].update(client_lag_ms=0),
    "parts beyond the wait": lambda r: trip(r)["wait"].update(server_ms=trip(r)["phases"]["wait_ms"]),
    "a delivery from nowhere": lambda r: trip(r)["wait"].update(delivery_from=None),
    "time stamps without a method": lambda r: trip(r)["wait"].update(method="tcp_info"),
    "a wait that never was": lambda r: trip(r)["phases"].update(
        wait_ms=None, send_ms=trip(r)["phases"]["send_ms"] + trip(r)["phases"]["wait_ms"]),
    "a server slower than the wait": lambda r: trip(r).update(server_ms=trip(r)["phases"]["wait_ms"] + 1),
}


SUMMARY_CHANGES = {
    "a key is missing": lambda s: s.pop("note"),
    "a percentile is missing": lambda s: s["total_ms"].pop("p95"),
    "percentiles out of order": lambda s: s["total_ms"].update(p50=s["total_ms"]["p99"] + 1),
    "a mean that cannot be": lambda s: s["total_ms"].update(mean=s["total_ms"]["max"] + 1),
    "a percentile that the sample does not support": lambda s: s["cold"]["total_ms"].update(unsupported=[]),
    "requests that don't add up": lambda s: s["requests"].update(ok=s["requests"]["ok"] + 1),
    "a request in no bin": lambda s: s["histogram"][0].update(count=s["histogram"][0]["count"] + 1),
    "a gap in the histogram": lambda s: s["histogram"][1].update(above_ms=s["histogram"][1]["above_ms"] + 0.001),
    "a silence longer than any request": lambda s: s.update(silence_ms=s["total_ms"]["max"] + 1),
    "ticks without a rate": lambda s: s["asked"].update(rate_per_s=None),
    "ok beside an exit code": lambda s: s.update(exit_code=7),
    "a status that is none": lambda s: s["statuses"].update({"20": 1}),
}


def load(path):
    loader = importlib.machinery.SourceFileLoader("validate_report", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("validate_report", loader))
    loader.exec_module(module)
    return module


def summary_failures(module, source, good):
    validator = module.Draft202012Validator(
        json.loads((source / "docs/summary.schema.json").read_text(encoding="utf-8")))
    yield from (f"the good summary is refused: {found}" for found in module.problems_of(validator, json.dumps(good)))
    for name, change in SUMMARY_CHANGES.items():
        summary = copy.deepcopy(good)
        change(summary)
        if not list(module.problems_of(validator, json.dumps(summary))):
            yield f"not refused in a summary: {name}"


def main():
    source, good = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    tool, schema = source / "tools/validate_report", source / "docs/report.schema.json"
    module = load(tool)
    validator = module.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    failures = [f"the good report is refused: {found}" for found in module.problems_of(validator, json.dumps(good))]
    for name, change in CHANGES.items():
        report = copy.deepcopy(good)
        change(report)
        if not list(module.problems_of(validator, json.dumps(report))):
            failures.append(f"not refused: {name}")
    if not list(module.problems_of(validator, json.dumps(good)[:-1])):
        failures.append("not refused: half a line")

    failures += summary_failures(module, source, json.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8")))

    # The command itself: its status is what scripts look at.
    with tempfile.TemporaryDirectory() as empty:
        for name, argument, status in (("the good report", sys.argv[2], 0), ("no report at all", empty, 1)):
            command = [sys.executable, str(tool), str(schema), argument]
            if subprocess.run(command, capture_output=True, check=False).returncode != status:
                failures.append(f"exit status is not {status}: {name}")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
