namespace ZsrbPaper.Core.Searching;

/// <summary>
/// Characters that are one to a reader: traditional forms, regional forms and variants, each with its simplified form. The tables are those of
/// the Open Chinese Convert project (OpenCC, Apache-2.0), taken from its package when the project is built.
/// </summary>
internal static class HanVariants
{
    public static Dictionary<char, char> Load()
    {
        var simplified = Read("TSCharacters.txt").ToDictionary(pair => pair.From, pair => pair.To);
        foreach (var (traditional, regional) in Read("HKVariants.txt").Concat(Read("TWVariants.txt")))
        {
            simplified.TryAdd(regional, simplified.GetValueOrDefault(traditional, traditional));
        }

        // A chain ends at its last character, so that all of it is one.
        foreach (var from in simplified.Keys.ToList())
        {
            var to = simplified[from];
            for (var steps = 0; steps < 4 && simplified.TryGetValue(to, out var next) && next != to; steps++)
            {
                to = next;
            }

            simplified[from] = to;
        }

        return simplified;
    }

    /// <summary>Lines of a character, a tab, and its forms parted by spaces, the usual one first.</summary>
    private static IEnumerable<(char From, char To)> Read(string table)
    {
        using var stream = typeof(HanVariants).Assembly.GetManifestResourceStream("han/" + table)
            ?? throw new InvalidOperationException($"The table {table} was not built into the program.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('\t', ' ');
            if (parts.Length > 1 && parts[0].Length == 1 && parts[1].Length == 1 && parts[0] != parts[1])
            {
                yield return (parts[0][0], parts[1][0]);
            }
        }
    }
}
