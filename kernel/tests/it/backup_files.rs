//! The folder of backups.

use std::path::PathBuf;

use kernel::backup::{self, Failure};
use testing::Both;

#[testing::tokio::test(crate = "testing::tokio")]
async fn pruning_keeps_the_newest() {
    let it = Both::Sqlite.install(&[]).await;
    let folder = it.folder.path().join("backups");
    let mut files = Vec::new();
    for _ in 0..4 {
        files.push(backup::create(&it.core, &folder).await.unwrap().file);
        it.clock.advance(chrono::TimeDelta::hours(1));
    }
    std::fs::write(folder.join("notes.txt"), "mine").unwrap();
    std::fs::write(folder.join("yousaid-x.backup.gz"), "not one").unwrap();
    let listed: Vec<PathBuf> = backup::list(&folder).unwrap().into_iter().map(|l| l.file).collect();
    assert_eq!(listed, files.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(backup::prune(&folder, 2).unwrap().len(), 2);
    assert_eq!(backup::prune(&folder, 0).unwrap().len(), 1, "the last one always stays");
    assert_eq!(backup::list(&folder).unwrap()[0].file, files[3]);
    assert!(folder.join("notes.txt").exists() && folder.join("yousaid-x.backup.gz").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&files[3]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let missing = backup::list(&folder.join("nowhere"));
    assert!(matches!(missing, Err(Failure::File(..))));
}
