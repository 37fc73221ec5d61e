//! Lets the linker find `guest.ld`; a guest is linked with `-C link-arg=-Tguest.ld`.

fn main() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder");
    println!("cargo::rustc-link-search={folder}");
    println!("cargo::rerun-if-changed=guest.ld");
}
