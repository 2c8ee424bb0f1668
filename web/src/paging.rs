//! No list without pages.

use serde::Serialize;

use crate::page::PageLinks;

/// Which page of a list, and how long pages are.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// Counted from 1.
    pub page: i64,
    /// Rows on a page.
    pub per_page: i64,
}

impl Paging {
    /// From the `page` of the address; whatever cannot be a page is the first.
    pub fn from_query(page: Option<&str>, per_page: i64) -> Self {
        let page = page.and_then(|p| p.parse().ok()).filter(|p| (1..=1_000_000).contains(p));
        Self { page: page.unwrap_or(1), per_page }
    }

    /// Rows to pass over.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.per_page
    }

    /// Where this page stands; `address` is the page's own, with every other filter.
    pub fn of(self, total: i64, address: &str) -> Pages {
        let last_page = ((total + self.per_page - 1) / self.per_page).max(1);
        let join = if address.contains('?') { '&' } else { '?' };
        let number = |n: i64| u64::try_from(n).unwrap_or(1);
        Pages {
            total,
            first: if total == 0 { 0 } else { self.offset() + 1 },
            last: (self.offset() + self.per_page).min(total),
            links: PageLinks::numbered(number(self.page), number(last_page), |page| {
                format!("{address}{join}page={page}")
            }),
        }
    }
}

/// Where a page stands among the others.
#[derive(Debug, Clone, Serialize)]
pub struct Pages {
    /// Rows in all.
    pub total: i64,
    /// Number of the first row shown.
    pub first: i64,
    /// Number of the last row shown.
    pub last: i64,
    /// Links to the others.
    pub links: PageLinks,
}

/// The query of an address, rebuilt from the filters that are set, without the page.
pub fn address(path: &str, filters: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in filters {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
