"""What the pages of the demo document say (drawn by `make_demo.py`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageContent:
    """What one page says, and whether it is there as a scan only."""

    title: str
    text: str
    scanned: bool = False


PAGES: tuple[PageContent, ...] = (
    PageContent("About the Vorlane 83", """
The Vorlane 83 is a moss loom. The Vorlane 83 weaves living moss into mats.

The Vorlane 83 is built by the company Tessavik Works.
The factory of Tessavik Works stands in the town of Brindomar.

The engineer Ilka Dorvane invented the Vorlane 83.
Tessavik Works delivered the first Vorlane 83 in March 1994.
The first customer of Tessavik Works was the botanical garden of Quessel.

Operators call the Vorlane 83 the Grey Otter."""),
    PageContent("Main Parts", """
This page describes the main parts of the Vorlane 83.

- The frame of the Vorlane 83 is made of pearwood.
- The weaving head of the Vorlane 83 is called the Pellitor.
- The Pellitor carries 37 needles.
- The mist tank of the Vorlane 83 holds 19 litres of water.
- The ready lamp of the Vorlane 83 glows violet.
- The drive belt of the Vorlane 83 is made of braided hemp."""),
    PageContent("Technical Data", """
The following table lists the technical data of the Vorlane 83.

| Property of the Vorlane 83 | Value
| Weight | 412 kilograms
| Width of the woven mat | 138 centimetres
| Supply voltage | 61 volts
| Noise level | 47 decibels
| Weaving speed | 26 rows per minute

The Lanthery Institute measured the technical data of the Vorlane 83.
All values apply to a Vorlane 83 with a full mist tank."""),
    PageContent("Installation", """
Please follow these rules when you install the Vorlane 83.

- Five people are needed to lift the Vorlane 83.
- The Vorlane 83 must stand 73 centimetres away from the nearest wall.
- The floor under the Vorlane 83 must be made of slate.
- The feet of the Vorlane 83 are screwed down with the Dreffel key.
- After installation, the Vorlane 83 must rest for 17 hours before the first start."""),
    PageContent("Daily Operation", """
The operator starts the Vorlane 83 by turning the copper crank.
After the start, the Vorlane 83 warms up for 14 minutes.

Only Tolmen moss may be woven on the Vorlane 83.
The moss must soak in rainwater for 52 minutes before weaving.

In an emergency, the operator pulls the orange cord.
The orange cord stops the Vorlane 83 at once."""),
    PageContent("Weaving Programs", """
The following table lists the weaving programs of the Vorlane 83.
Each weaving program makes mats for one purpose.

| Weaving program | The mats are used for | Duration
| Fenwisp | boathouses | 43 minutes
| Drumlo | bell towers | 68 minutes
| Castry | bridge railings | 95 minutes

The operator chooses the weaving program before the start.
The duration is the time from the first row to the last row of one mat."""),
    PageContent("Maintenance", """
Regular maintenance keeps the Vorlane 83 in good order.

- The Pellitor must be oiled every 11 days.
- The Pellitor is oiled with poppy oil.
- The needles of the Vorlane 83 must be replaced after 560 mats.
- The tension of the drive belt is checked with the Haldric gauge.
- The tank filter of the Vorlane 83 is rinsed with whey."""),
    PageContent("Type Label", """
! VORLANE 83
! Moss loom
! Serial no. QZ-70412
! Batch Osmer-6

Every Vorlane 83 has a type label. The picture shows an example.

The type label of the Vorlane 83 is riveted to the rear crossbeam.
The type label of the Vorlane 83 is made of zinc.

The serial number of every Vorlane 83 begins with the letters QZ.

The test mark of the Vorlane 83 shows a badger.
The inspector Pelle Marrowin signs every type label."""),
    PageContent("Fault Codes", """
The following table explains the fault codes of the Vorlane 83.

| Fault code | Meaning of the fault code
| E71 | The comb is jammed
| E76 | The drive belt is slack
| E90 | The moss is too dry

The Vorlane 83 announces every fault with three whistles.

The operator frees a jammed comb with light taps of the felt hammer.

The Tibbet button clears the fault memory of the Vorlane 83."""),
    PageContent("Reinigung und Winterlager", """
Diese Seite beschreibt die Pflege der Mooswebmaschine Vorlane 83.

- Das Gehäuse der Vorlane 83 wird mit Lindenseife gereinigt.
- Das Gehäuse der Vorlane 83 wird alle 24 Tage gereinigt.
- Im Winter wird die Vorlane 83 mit einer Filzdecke zugedeckt.
- Im Winterlager der Vorlane 83 darf die Temperatur nicht unter 9 Grad fallen.
- Der Nebeltank der Vorlane 83 wird vor dem Winter entleert.
- Das Ablassventil am Nebeltank der Vorlane 83 heißt Brommel."""),
    PageContent("Transport", """
The Vorlane 83 travels in a crate of chestnut wood.
The crate is closed with eight wax seals.

The carrier Ondrell Freight brings the Vorlane 83 to the customer.
The crate must never be tilted by more than 13 degrees.

A blue thread in the crate shows whether the Vorlane 83 was shaken.
The customer returns the empty crate within 31 days.""", scanned=True),
    PageContent("Garantie und Kundendienst", """
Tessavik Works gibt auf die Mooswebmaschine Vorlane 83 eine Garantie.
Die Garantie für die Vorlane 83 gilt 39 Monate.

Der Kundendienst von Tessavik Works hat seinen Sitz in Sankt Ulwen.
Marit Ostrebel leitet den Kundendienst von Tessavik Works.
Der Kundendienst von Tessavik Works ist nur dienstags telefonisch erreichbar.

Eine Ersatznadel für die Vorlane 83 kostet 87 Kronen."""),
)  # fmt: skip
