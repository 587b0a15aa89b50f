//! Bytes of a file at an offset, plain or packed whole by gzip or bzip2.
//!
//! Never more is read, or unpacked, than was asked for: a small file that would unpack to terabytes
//! costs no more than the caller's own buffer.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::{Error, Result};

/// How the whole file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    None,
    Gzip,
    Bzip2,
}

impl Packing {
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "none" => Ok(Self::None),
            "gzip" => Ok(Self::Gzip),
            "bzip2" => Ok(Self::Bzip2),
            other => Err(Error(format!(
                "unknown packing {other:?}: expected none, gzip or bzip2"
            ))),
        }
    }
}

/// A file whose bytes can be read at any offset from several threads.
pub struct PlainFile {
    file: File,
}

impl PlainFile {
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self { file: open(path)? })
    }

    /// Fills `bytes` from `offset`.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<()> {
        read_exact_at(&self.file, bytes, offset).map_err(|error| failure(&error))
    }
}

/// The unpacked bytes of `path` from `offset`, one after the other.
pub struct PackedFile {
    reader: Box<dyn Read + Send>,
}

impl PackedFile {
    pub fn open(path: &Path, packing: Packing, offset: u64) -> Result<Self> {
        let file = BufReader::with_capacity(1 << 18, open(path)?);
        let mut reader: Box<dyn Read + Send> = match packing {
            Packing::None => Box::new(file),
            Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
            Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(file)),
        };
        let skipped = std::io::copy(&mut reader.by_ref().take(offset), &mut std::io::sink());
        let skipped = skipped.map_err(|error| failure(&error))?;
        Error::unless(skipped == offset, || {
            format!("it ends after {skipped} unpacked bytes, before byte {offset}")
        })?;
        Ok(Self { reader })
    }

    /// Fills `bytes` with the next ones.
    pub fn read(&mut self, bytes: &mut [u8]) -> Result<()> {
        let filled = self.reader.read_exact(bytes);
        filled.map_err(|error| failure(&error))
    }

    /// Where the end is near, goes on to it, so that the checksum there is compared.
    pub fn check_end(&mut self) -> Result<()> {
        let rest = std::io::copy(&mut self.reader.by_ref().take(1 << 20), &mut std::io::sink());
        rest.map(|_| ()).map_err(|error| failure(&error))
    }

    /// The next bytes, `most` of them or as many as there are.
    pub fn read_up_to(&mut self, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(most).read_to_end(&mut bytes);
        read.map_err(|error| failure(&error))?;
        Ok(bytes)
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| failure(&error))
}

/// What went wrong, for a sentence of the caller's that names the file.
fn failure(error: &std::io::Error) -> Error {
    Error(match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "it ends before all its data".to_owned(),
        _ => error.to_string(),
    })
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[count..];
        offset += count as u64;
    }
    Ok(())
}
