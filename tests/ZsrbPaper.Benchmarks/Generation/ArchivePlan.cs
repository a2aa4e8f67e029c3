namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>
/// What a generated archive is: an edition a day up to <see cref="LastDate"/>, all of the same number of pages, the articles spread evenly.
/// Articles are numbered from 0 beginning with the newest edition, and are written by that number: a small archive is the newest part of a large
/// one with as many articles an edition.
/// </summary>
/// <param name="Seed">Another one, other texts.</param>
internal sealed record ArchivePlan(ulong Seed, int Editions, int PagesPerEdition, int Articles)
{
    public const string Newspaper = "century";

    /// <summary>Fixed, so that an archive does not depend on the day it was made.</summary>
    public static DateOnly LastDate { get; } = new(2025, 12, 31);

    /// <summary>Noon of the last edition's day: the moment at which benchmarks read.</summary>
    public static DateTimeOffset Now { get; } = new(LastDate, new TimeOnly(12, 0), TimeSpan.FromHours(8));

    /// <param name="index">Of the edition, from 0 for the oldest.</param>
    public DateOnly DateOf(int index) => LastDate.AddDays(index - Editions + 1);

    /// <summary>The ordinals of an edition's articles: from the first to before the second.</summary>
    public (int From, int To) ArticlesOf(int index)
    {
        var age = (long)(Editions - 1 - index);
        return ((int)(age * Articles / Editions), (int)((age + 1) * Articles / Editions));
    }

    /// <summary>The index of the edition that has the article.</summary>
    public int EditionOf(int ordinal)
    {
        var index = Editions - 1 - (int)((long)ordinal * Editions / Articles);
        return ordinal < ArticlesOf(index).To ? index : index - 1;
    }

    /// <summary>The database's key of an article; older ones have smaller keys, as in an archive that grew.</summary>
    public int ArticleIdOf(int index, int ordinal)
    {
        var (from, to) = ArticlesOf(index);
        return Articles - to + (ordinal - from) + 1;
    }

    /// <summary>The page of an edition, from 0, on which an article stands.</summary>
    public int PageOf(int index, int ordinal) => (ordinal - ArticlesOf(index).From) % PagesPerEdition;

    public int PageIdOf(int index, int page) => (index * PagesPerEdition) + page + 1;

    /// <summary>Number of an article on its page, from 1.</summary>
    public int NumberOf(int index, int ordinal) => ((ordinal - ArticlesOf(index).From) / PagesPerEdition) + 1;

    public override string ToString() => $"seed {Seed}, {Editions} editions of {PagesPerEdition} pages, {Articles} articles, with search";
}
