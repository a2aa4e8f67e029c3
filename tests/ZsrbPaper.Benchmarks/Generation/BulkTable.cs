namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>What a column holds, whatever the engine calls it.</summary>
internal enum ColumnKind
{
    /// <summary>An <see cref="int"/>.</summary>
    Number,

    /// <summary>A <see cref="long"/>.</summary>
    LongNumber,
    Text,

    /// <summary>A string as the bytes of its UTF-16 code units, the greater byte first.</summary>
    Utf16,
    Flag,

    /// <summary>A <see cref="DateOnly"/>.</summary>
    Date,

    /// <summary>A <see cref="DateTime"/>, UTC.</summary>
    Moment,

    /// <summary>A list of strings.</summary>
    Texts,
}

internal sealed record BulkColumn(string Name, ColumnKind Kind);

/// <summary>A table as bulk writers fill it; columns that are left out get the database's default.</summary>
/// <param name="SlowIndex">An index that is made at the end rather than kept with each row.</param>
internal sealed record BulkTable(string Name, IReadOnlyList<BulkColumn> Columns, string? SlowIndex = null)
{
    /// <param name="name">As the migrations name it.</param>
    /// <param name="columns">Names by kind; a row has its values in this order.</param>
    public static BulkTable Of(string name, params (ColumnKind Kind, string[] Names)[] columns) =>
        new(name, [.. columns.SelectMany(group => group.Names.Select(column => new BulkColumn(column, group.Kind)))]);
}

/// <summary>Rows of several tables, to be stored together.</summary>
internal sealed class BulkRows
{
    private readonly Dictionary<BulkTable, List<object?[]>> _rows = [];

    /// <summary>Adds a row; its values are those of the table's columns, in their order.</summary>
    public void Add(BulkTable table, params object?[] values)
    {
        if (!_rows.TryGetValue(table, out var rows))
        {
            _rows.Add(table, rows = []);
        }

        rows.Add(values);
    }

    public void Add(BulkRows others)
    {
        foreach (var (table, rows) in others._rows)
        {
            foreach (var row in rows)
            {
                Add(table, row);
            }
        }
    }

    public IReadOnlyList<object?[]> Of(BulkTable table) => _rows.GetValueOrDefault(table) ?? [];
}
