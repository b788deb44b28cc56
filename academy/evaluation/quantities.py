"""Whether two texts name the same number or quantity: `1,500` and `1500`, `0.4 t` and `400 kg`."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any

NUMBER = r"(?:[-−–]|\bminus )?\d(?:[\d.,  ’']*\d)?"
SPELLED = {
    "%": ("%", "percent", "per cent", "Prozent"),
    "degC": ("°C", "degrees Celsius", "degree Celsius", "Grad Celsius", "Celsius"),
    "degF": ("°F", "degrees Fahrenheit", "degree Fahrenheit", "Grad Fahrenheit"),
    "km/h": ("km/h", "kph", "kilometres per hour", "kilometers per hour", "Kilometer pro Stunde"),
    "mile/h": ("mph", "miles per hour", "Meilen pro Stunde"),
    "m/s": ("m/s", "metres per second", "meters per second", "Meter pro Sekunde"),
    "km^2": ("km²", "km2", "square kilometres", "square kilometers", "Quadratkilometer"),
    "mile^2": ("square miles", "sq mi", "Quadratmeilen"),
    "m^2": ("m²", "m2", "square metres", "square meters", "Quadratmeter"),
    "m^3": ("m³", "m3", "cubic metres", "cubic meters", "Kubikmeter"),
    "km": ("km", "kilometre", "kilometres", "kilometer", "kilometers"),
    "m": ("m", "metre", "metres", "meter", "meters", "Metern"),
    "cm": ("cm", "centimetre", "centimetres", "centimeter", "centimeters", "Zentimeter"),
    "mm": ("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
    "mile": ("mile", "miles", "Meile", "Meilen"),
    "foot": ("ft", "foot", "feet", "Fuß"),
    "inch": ("inch", "inches", "Zoll"),
    "tonne": ("t", "tonne", "tonnes", "Tonne", "Tonnen"),
    "kg": ("kg", "kilogram", "kilograms", "kilogramme", "kilogrammes", "Kilogramm", "Kilo"),
    "g": ("g", "gram", "grams", "gramme", "grammes", "Gramm"),
    "mg": ("mg", "milligram", "milligrams", "Milligramm"),
    "pound": ("lb", "lbs", "pound", "pounds", "Pfund"),
    "liter": ("l", "litre", "litres", "liter", "liters", "Litern"),
    "milliliter": ("ml", "millilitre", "millilitres", "milliliter", "milliliters"),
    "week": ("week", "weeks", "Woche", "Wochen"),
    "day": ("day", "days", "Tag", "Tage", "Tagen"),
    "hour": ("h", "hour", "hours", "Stunde", "Stunden"),
    "minute": ("min", "minute", "minutes", "Minute", "Minuten"),
    "second": ("s", "second", "seconds", "Sekunde", "Sekunden"),
    "ms": ("ms", "millisecond", "milliseconds", "Millisekunde", "Millisekunden"),
    "kW": ("kW", "kilowatt", "kilowatts"),
    "W": ("W", "watt", "watts"),
    "V": ("V", "volt", "volts"),
    "A": ("A", "ampere", "amperes", "amps"),
    "bar": ("bar",),
    "Pa": ("Pa", "pascal", "pascals"),
    "Hz": ("Hz", "hertz"),
    "kHz": ("kHz", "kilohertz"),
    "MHz": ("MHz", "megahertz"),
}
"""Units, as `pint` names them, and how English and German spell them."""
LETTERS = ("A", "V", "W", "Hz", "kHz", "MHz", "kW", "Pa")
"""Spellings whose letters' case counts."""
UNITS = {word: unit for unit, words in SPELLED.items() for word in words}
CASELESS = {word.lower(): unit for word, unit in UNITS.items() if word not in LETTERS}
LONGEST_FIRST = "|".join(re.escape(word) for word in sorted(UNITS, key=len, reverse=True))
BARE = re.compile(rf"(?<![\w.,])({NUMBER})(?!\w)", re.IGNORECASE)
ENGLISH = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
GERMAN = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
QUANTITY = re.compile(rf"(?<![\w.,])({NUMBER})\s*({LONGEST_FIRST})(?!\w)", re.IGNORECASE)
ROUNDED = 0.005
"""Relative difference that another unit makes by rounding."""


def agrees(text: str, accepted: str, tolerance: float) -> bool:
    """Whether a text names the number or quantity that an accepted answer is.

    Args:
        accepted: a number, with a unit or without, and nothing else; or there is no such quantity.
        tolerance: relative difference up to which two numbers are the same.
    """
    named = accepted.strip().rstrip(".")
    if number := BARE.fullmatch(named):
        wanted = _values(number[1])
        return any(_near(_values(found[1]), wanted, tolerance) for found in BARE.finditer(text))
    whole = QUANTITY.fullmatch(named)
    unit = _unit(whole[2]) if whole else None
    if not whole or not unit:
        return False
    wanted = _values(whole[1])
    for found in QUANTITY.finditer(text):
        other = _unit(found[2])
        if not other:
            continue
        values = {_converted(value, other, unit) for value in _values(found[1])}
        allowed = tolerance if other == unit else max(tolerance, ROUNDED)
        if _near(values - {None}, wanted, allowed):
            return True
    return False


def _near(values: Collection[Any], wanted: Collection[float], allowed: float) -> bool:
    return any(abs(value - one) <= allowed * abs(one) for value in values for one in wanted)


def _unit(word: str) -> str | None:
    return UNITS.get(word) or CASELESS.get(word.lower())


def _values(number: str) -> set[float]:
    """What a number may mean: `1.500` is 1.5 in English and 1500 in German; `1.5` is 1.5 alone."""
    signed = re.sub(r"^(?:[−–]|minus )", "-", number, flags=re.IGNORECASE)
    plain = re.sub(r"[\s  ’']", "", signed)
    english = [plain.replace(",", "")] if ENGLISH.fullmatch(plain) else []
    german = [plain.replace(".", "").replace(",", ".")] if GERMAN.fullmatch(plain) else []
    return {float(one) for one in (*english, *german)}


def _converted(value: float, unit: str, other: str) -> float | None:
    """A value in another unit; `None` where the two measure different things."""
    if unit == other:
        return value
    if "%" in (unit, other):
        return None
    import pint

    try:
        return float(_registry().Quantity(value, unit).to(other).magnitude)
    except pint.DimensionalityError:
        return None


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()
