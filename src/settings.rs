/*!
Settings: flag over file over default, checked. An error names file, line and the nearest valid word.
*/
