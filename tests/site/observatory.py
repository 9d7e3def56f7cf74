"""The points that Mozilla's HTTP Observatory gives to headers, by its published scoring."""

import re
from typing import Any


def policy_of(response: Any) -> dict[str, list[str]]:
    parts = response.headers.get("Content-Security-Policy", "").split(";")
    words = [part.split() for part in parts if part.strip()]
    return {name: values for name, *values in words}


def csp_points(policy: dict[str, list[str]]) -> int:
    if not policy:
        return -25
    script = policy.get("script-src", policy.get("default-src", ["*"]))
    style = policy.get("style-src", policy.get("default-src", ["*"]))
    broad = {"*", "http:", "https:", "data:"}
    if "'unsafe-inline'" in script or broad & set(script):
        return -20
    if "'unsafe-eval'" in script:
        return -10
    if "'unsafe-inline'" in style:
        return 0
    return 10 if policy.get("default-src") == ["'none'"] else 5


def cookie_points(response: Any) -> int:
    points = 5 if response.cookies else 0
    for name, morsel in response.cookies.items():
        session = "sess" in name or "login" in name
        if not morsel["secure"]:
            return -40 if session else -20
        if session and not morsel["httponly"]:
            return -30
        if not morsel["samesite"]:
            points = 0
    return points


def score(response: Any) -> tuple[int, dict[str, int]]:
    """(points, what each part gave); bonuses count only from 90 up, as they do there."""
    headers, policy = response.headers, policy_of(response)
    parts = {"csp": csp_points(policy), "cookies": cookie_points(response)}
    parts["cors"] = -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    seconds = int(age[1]) if age else 0
    parts["hsts"] = 0 if seconds >= 15_768_000 else -10 if seconds else -20
    referrer = headers.get("Referrer-Policy", "")
    private = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
    parts["referrer"] = 5 if referrer in private else -5 if referrer else 0
    parts["nosniff"] = 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5
    framed = policy.get("frame-ancestors") in (["'none'"], ["'self'"])
    parts["frames"] = 5 if framed else 0 if headers.get("X-Frame-Options") else -20
    corp = headers.get("Cross-Origin-Resource-Policy")
    parts["corp"] = 10 if corp in ("same-origin", "same-site") else 0
    outside = re.findall(rb'<script[^>]+src="(?:https?:)?//', response.content)
    parts["scripts"] = -50 if outside else 0
    base = 100 + sum(points for points in parts.values() if points < 0)
    bonus = sum(points for points in parts.values() if points > 0) if base >= 90 else 0
    return base + bonus, parts
