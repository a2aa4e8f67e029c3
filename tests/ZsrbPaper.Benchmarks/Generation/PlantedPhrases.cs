namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>A phrase of which is known in which articles it stands: in every <paramref name="Period"/>th, those whose ordinal leaves <paramref name="Remainder"/>.</summary>
/// <param name="Text">Composed so that nothing else that is generated contains it.</param>
internal sealed record PlantedPhrase(string Text, int Period, int Remainder)
{
    public bool IsIn(long ordinal) => ordinal % Period == Remainder;

    /// <summary>In how many of the first <paramref name="articles"/> it stands, advertisements and withdrawn articles among them.</summary>
    public long CountIn(long articles) => articles <= Remainder ? 0 : ((articles - 1 - Remainder) / Period) + 1;
}

/// <summary>The phrases that every archive has, for benchmarks that must know what is common and what is rare.</summary>
internal static class PlantedPhrases
{
    /// <summary>Letters of unique names; no word of the vocabulary has any of them.</summary>
    private const string Letters = "旻昱晟昶晗翎翊翱骞骥骏麟鹭鸿鹤雁榕桦楠樟柏桐枫棠茗荷莲菱芷蕙";

    /// <summary>In half of all articles.</summary>
    public static IReadOnlyList<PlantedPhrase> VeryCommon { get; } = [new("高质量发展", 2, 0), new("全市上下", 2, 1)];

    /// <summary>In one of ten to one of a hundred.</summary>
    public static IReadOnlyList<PlantedPhrase> Common { get; } = [new("乡村振兴", 10, 3), new("营商环境", 20, 7), new("便民服务", 100, 11)];

    /// <summary>In one of a thousand and less.</summary>
    public static IReadOnlyList<PlantedPhrase> Rare { get; } = [new("龙舟鼓王赛", 1_000, 21), new("蚝壳墙修缮", 10_000, 123), new("咸水歌擂台", 100_000, 777)];

    public static IEnumerable<PlantedPhrase> All => VeryCommon.Concat(Common).Concat(Rare);

    /// <summary>A name of six letters that this article alone has; null for nine of ten articles, which have none.</summary>
    public static string? UniqueOf(long ordinal)
    {
        if (ordinal % 10 != 5)
        {
            return null;
        }

        Span<char> name = stackalloc char[6];
        for (var (place, rest) = (name.Length - 1, ordinal); place >= 0; place--, rest /= Letters.Length)
        {
            name[place] = Letters[(int)(rest % Letters.Length)];
        }

        return name.ToString();
    }
}
