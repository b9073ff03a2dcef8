//JAVA 25+
//DESCRIPTION The interactive workbook: watch your lessons, check them, see why they hang.
//MAIN workbook.Workbook
//SOURCES workbook/Workbook.java

// What `jbang workbook` runs: to jbang a folder of that name comes before an alias, and in a folder it runs this file.
// It takes the source above as seen from where `workbook` lies; everything else is said there.
