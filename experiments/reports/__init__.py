"""What a study leaves behind: page, workbook, tables and the folder they stand in.

Begin with `folders`: who writes which file. Imports `studies` and all below; computes no result of its own.
"""
