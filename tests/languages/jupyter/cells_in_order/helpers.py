def clean(rows):
    return rows
