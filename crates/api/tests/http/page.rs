//! The page for people, with or without a built web app.

use reqwest::StatusCode;

use crate::site::Site;

#[tokio::test]
async fn the_front_page_says_what_this_is_before_any_script_runs() {
    let site = Site::start().await;
    let page = site.get("/").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert!(page.text().contains("<title>Tributary</title>"));
}

#[tokio::test]
async fn an_address_that_the_page_does_not_know_is_a_404_for_people() {
    let site = Site::start().await;
    for path in ["/nothing", "/airdrops/unknown"] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
    assert_eq!(site.problem("/assets/gone-1234.js").await["type"], "urn:tributary:route-not-found");
}
