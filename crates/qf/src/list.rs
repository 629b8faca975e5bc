//! Lists of donations: CSV with the header `donor,project,amount` and perhaps `coefficient`.

use std::fmt::Write as _;

use tributary_model::Amount;

use crate::{
    coefficient::Coefficient, donations::Donations, error::ListError, ledger::Exclusion, rules::Rule,
};

const REPORTED: usize = 100;

/// Reads donations in base units that `rule` can count.
///
/// # Errors
/// [`ListError`] naming every bad row, up to a hundred.
pub fn read_donations(bytes: &[u8], rule: &Rule) -> Result<Donations, ListError> {
    let mut donations = Donations::new();
    let mut rows = Rows::new(bytes);
    let with_coefficient = match rows.header()? {
        header if header == ["donor", "project", "amount"] => false,
        header if header == ["donor", "project", "amount", "coefficient"] => true,
        header => return Err(ListError::Header(header.join(","))),
    };
    rows.each(|fields| {
        let (donor, project, amount, coefficient) = match (fields, with_coefficient) {
            ([donor, project, amount], false) => (donor, project, amount, Coefficient::ONE),
            ([donor, project, amount, coefficient], true) => {
                let coefficient = Coefficient::parse(coefficient).map_err(|error| error.to_string())?;
                (donor, project, amount, coefficient)
            }
            _ => {
                let names = if with_coefficient {
                    "four fields `donor,project,amount,coefficient`"
                } else {
                    "three fields `donor,project,amount`"
                };
                return Err(format!("`{}` is not {names}", fields.join(",")));
            }
        };
        let amount: Amount =
            amount.parse().map_err(|_| format!("the amount `{amount}` is not a count of base units"))?;
        if let Some(reason) = rule.refusal(amount, coefficient) {
            return Err(reason);
        }
        donations.add(donor, project, amount, coefficient).map_err(|error| error.to_string())
    })?;
    if donations.is_empty() { Err(ListError::Empty) } else { Ok(donations) }
}

/// Reads gifts that do not count: CSV with the header `donor,project`; an empty project stands for all.
///
/// # Errors
/// [`ListError`] naming every bad row, up to a hundred.
pub fn read_exclusions(bytes: &[u8]) -> Result<Vec<Exclusion>, ListError> {
    let mut exclusions = Vec::new();
    let mut rows = Rows::new(bytes);
    let header = rows.header()?;
    if header != ["donor", "project"] {
        return Err(ListError::ExclusionHeader(header.join(",")));
    }
    rows.each(|fields| {
        let [donor, project] = fields else {
            return Err(format!("`{}` is not two fields `donor,project`", fields.join(",")));
        };
        if donor.is_empty() {
            return Err("the donor has no name".to_owned());
        }
        let project = (!project.is_empty()).then(|| project.clone());
        exclusions.push(Exclusion { donor: donor.clone(), project });
        Ok(())
    })?;
    Ok(exclusions)
}

/// Line by line, so that every message has the line that an editor shows.
struct Rows<'a> {
    lines: Box<dyn Iterator<Item = (&'a [u8], u64)> + 'a>,
    bad: Vec<String>,
    total: usize,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).zip(1_u64..);
        Self { lines: Box::new(lines.filter(|(line, _)| !line.is_empty())), bad: Vec::new(), total: 0 }
    }

    fn header(&mut self) -> Result<Vec<String>, ListError> {
        let (line, _) = self.lines.next().ok_or(ListError::Empty)?;
        let names =
            fields(line).map_err(|_| ListError::Header(String::from_utf8_lossy(line).into_owned()))?;
        Ok(names.into_iter().map(|name| name.to_lowercase()).collect())
    }

    fn each(mut self, mut take: impl FnMut(&[String]) -> Result<(), String>) -> Result<(), ListError> {
        for (line, number) in self.lines.by_ref() {
            if let Err(reason) = fields(line).and_then(|fields| take(&fields)) {
                self.total += 1;
                if self.bad.len() < REPORTED {
                    self.bad.push(format!("line {number}: {reason}"));
                }
            }
        }
        if self.total == 0 {
            return Ok(());
        }
        let mut listed = String::new();
        for reason in &self.bad {
            write!(listed, "\n  {reason}").expect("memory takes every write");
        }
        if self.total > REPORTED {
            write!(listed, "\n  and {} more", self.total - REPORTED).expect("memory takes every write");
        }
        Err(ListError::Rows { total: self.total, listed })
    }
}

/// The fields of a line, trimmed. Only a line with quotes needs the whole grammar of CSV.
fn fields(line: &[u8]) -> Result<Vec<String>, String> {
    if !line.contains(&b'"') {
        let text = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8".to_owned())?;
        return Ok(text.split(',').map(|field| field.trim().to_owned()).collect());
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .buffer_capacity(128)
        .trim(csv::Trim::All)
        .from_reader(line);
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|error| error.to_string())?;
    Ok(record.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quadratic::Contributions;

    const RULE: Rule = Rule::Quadratic(Contributions::Subtracted);

    fn refused(csv: &str) -> String {
        read_donations(csv.as_bytes(), &RULE).unwrap_err().to_string()
    }

    #[test]
    fn both_headers_quotes_and_line_ends_are_read() {
        let csv = "\u{feff}Donor,Project,Amount,Coefficient\r\n0xA,\"a, b\",5,0.5\r\n\r\n bob , p ,7,1\r\n";
        let donations = read_donations(csv.as_bytes(), &RULE).unwrap();
        assert_eq!((donations.len(), donations.donors(), donations.projects()), (2, 2, 2));
        assert_eq!(read_donations(b"donor,project,amount\na,p,5", &RULE).unwrap().len(), 1);
    }

    #[test]
    fn every_bad_row_is_named_with_its_line() {
        let csv = "donor,project,amount,coefficient\na,p,5,1\na,p\na,p,1.5,1\na,p,0,1\na,p,5,2\n,p,5,1\na,p,-5,1\na,p,5,x\n";
        let expected = [
            "7 bad rows:",
            "  line 3: `a,p` is not four fields `donor,project,amount,coefficient`",
            "  line 4: the amount `1.5` is not a count of base units",
            "  line 5: the amount is 0; leave the row out",
            "  line 6: the coefficient `2` is above 1; only the rule `tunable` takes boosts",
            "  line 7: the donor has no name",
            "  line 8: the amount `-5` is not a count of base units",
            "  line 9: the coefficient `x` is not a decimal amount; write digits such as `1500` or `1500.25`, without signs or separators",
        ];
        assert_eq!(refused(csv), expected.join("\n"));
    }

    #[test]
    fn the_hundred_and_first_bad_row_is_only_counted() {
        let csv = format!("donor,project,amount\n{}", "a,p,x\n".repeat(102));
        let message = refused(&csv);
        assert!(message.starts_with("102 bad rows:") && message.ends_with("\n  and 2 more"), "{message}");
    }

    #[test]
    fn lists_without_header_or_rows_are_refused() {
        assert_eq!(refused(""), ListError::Empty.to_string());
        assert_eq!(refused("donor,project,amount\n"), ListError::Empty.to_string());
        assert_eq!(refused("who,what\na,b\n"), ListError::Header("who,what".into()).to_string());
    }

    #[test]
    fn exclusions_name_a_project_or_all() {
        let read = read_exclusions(b"donor,project\na,p\nb,\n").unwrap();
        let exclusion = |donor: &str, project: Option<&str>| Exclusion {
            donor: donor.to_owned(),
            project: project.map(str::to_owned),
        };
        assert_eq!(read, [exclusion("a", Some("p")), exclusion("b", None)]);
        assert_eq!(read_exclusions(b"a,b\n"), Err(ListError::ExclusionHeader("a,b".into())));
    }
}
