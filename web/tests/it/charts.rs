//! Charts, against drawings kept beside the tests. After a wanted change: run with
//! `UPDATE_GOLDEN=1`, and look at the drawing in a browser before committing it.

use std::fs;
use std::path::Path;

use web::charts::{Bar, Chart, Point, Saying, Stack, bars, run_chart, stacked};

fn saying() -> Saying {
    Saying {
        id: "chart".into(),
        finding: "Waiting is raised most: in 412 of 900 voices & rising".into(),
        description: "Bars of the number of voices in each theme".into(),
        title: "Voices by theme".into(),
        label_heading: "Theme".into(),
        value_heading: "Voices".into(),
    }
}

fn bar(label: &str, value: Option<f64>, shown: &str) -> Bar {
    Bar { label: label.into(), value, shown: shown.into() }
}

#[expect(clippy::disallowed_methods, reason = "a switch of the tests, not a setting")]
fn golden(name: &str, chart: &Chart) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(name);
    if std::env::var("UPDATE_GOLDEN").is_ok() {
        fs::write(&path, &chart.svg).unwrap();
    }
    assert_eq!(chart.svg, fs::read_to_string(path).unwrap(), "{name}");
}

#[test]
fn bars_are_ranked_from_zero_and_suppressed_ones_have_no_length() {
    let chart = bars(
        &saying(),
        &[
            bar("Parking <near the door>", Some(103.0), "103"),
            bar("Interpreters", None, "*"),
            bar("Waiting", Some(412.0), "412"),
        ],
    );
    golden("bars.svg", &chart);
    let labels: Vec<_> = chart.rows.iter().map(|row| row[0].text.as_str()).collect();
    assert_eq!(labels, ["Waiting", "Parking <near the door>", "Interpreters"]);
    assert!(chart.svg.contains("width=\"310\"") && chart.svg.contains("width=\"77.5\""));
    assert_eq!(chart.svg.matches("<rect").count(), 2, "the suppressed bar is not drawn");
}

#[test]
fn a_run_chart_breaks_where_nothing_is_known() {
    let point = |label: &str, value: Option<f64>| Point {
        label: label.into(),
        value,
        shown: value.map_or("*".into(), |value| format!("{value:.0}")),
    };
    let points = [
        point("July", Some(40.0)),
        point("August", Some(46.0)),
        point("September", None),
        point("October", Some(80.0)),
        point("November", Some(61.0)),
    ];
    let chart = run_chart(&saying(), &points, Some("Median 46"));
    golden("run.svg", &chart);
    assert_eq!(chart.svg.matches("<polyline").count(), 2);
    assert_eq!(chart.rows[2][1].text, "*");
    assert!(chart.svg.contains(">80</text>"), "the highest point is labelled");
}

#[test]
fn stacked_rows_each_fill_the_width() {
    let row = |label: &str, values: [f64; 3]| Stack {
        label: label.into(),
        parts: values.iter().map(|value| (Some(*value), format!("{value:.0}"))).collect(),
    };
    let parts = ["Good", "Neither", "Poor"].map(String::from);
    let rows = [row("Havering", [50.0, 25.0, 25.0]), row("Redbridge", [9.0, 0.0, 1.0])];
    let chart = stacked(&saying(), &parts, &rows);
    golden("stacked.svg", &chart);
    assert!(chart.svg.contains("x=\"200\" y=\"22\" width=\"98\""), "{}", chart.svg);
    assert_eq!(chart.head.len(), 4);
}

#[test]
fn a_chart_of_nothing_is_still_a_chart() {
    let chart = bars(&saying(), &[]);
    assert!(chart.svg.contains("<title id=\"chart-title\">"));
    assert!(chart.rows.is_empty());
    assert!(run_chart(&saying(), &[], Some("Median")).svg.contains("</svg>"));
    assert!(!bars(&saying(), &[bar("None", Some(0.0), "0")]).svg.contains("NaN"));
}
