using System.Globalization;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>Writes the rows of one edition of an archive, always the same.</summary>
internal sealed class EditionComposer(ArchivePlan plan, int newspaperId, ArchiveMedia media)
{
    /// <summary>From this edition's age in days on, photos are only rows: readers' pages show them, their files are not there.</summary>
    private const int DaysWithPhotoFiles = 30;

    private static readonly TimeSpan _china = TimeSpan.FromHours(8);

    public BulkRows Compose(int index)
    {
        var rows = new BulkRows();
        var date = plan.DateOf(index);
        var release = new DateTimeOffset(date, new TimeOnly(6, 0), _china).UtcDateTime;
        var id = index + 1;
        rows.Add(ArchiveTables.Editions, id, newspaperId, id, 1, date, release, release.AddHours(-4), release, release.AddHours(-5), false);
        var dice = Dice.For(plan.Seed, -date.DayNumber);
        for (var page = 0; page < plan.PagesPerEdition; page++)
        {
            List<string> editors = [Vocabulary.People.Next(ref dice)];
            List<string> designers = [Vocabulary.People.Next(ref dice)];
            rows.Add(
                ArchiveTables.Pages,
                plan.PageIdOf(index, page), id, page, page + 1, media.Facsimile.Width, media.Facsimile.Height, 1,
                LabelOf(date, page), SectionOf(page), media.Page.Hash, media.Page.Extension, media.Facsimile.Version,
                editors, designers, new List<string>(),
                false);
        }

        var (from, to) = plan.ArticlesOf(index);
        for (var ordinal = from; ordinal < to; ordinal++)
        {
            AddArticle(rows, date, index, ordinal, to - from, release);
        }

        return rows;
    }

    /// <summary>Labels of today, and those without letters of the time before 2000.</summary>
    public static string LabelOf(DateOnly date, int page) =>
        date.Year < 2000 ? (page + 1).ToString("00", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (page / 8))}{(page % 8) + 1:00}");

    private static string SectionOf(int page) => Vocabulary.Sections[page % Vocabulary.Sections.Count];

    private void AddArticle(BulkRows rows, DateOnly date, int index, int ordinal, int ofEdition, DateTime release)
    {
        var dice = Dice.For(plan.Seed, ordinal);
        var page = plan.PageOf(index, ordinal);
        var number = plan.NumberOf(index, ordinal);
        var id = plan.ArticleIdOf(index, ordinal);
        var kind = dice.Next(100) switch { < 4 => ArticleKind.Advertisement, < 8 => ArticleKind.Notice, < 14 => ArticleKind.Photo, _ => ArticleKind.Article };
        var reporters = kind is ArticleKind.Article ? People(1 + dice.Next(2), ref dice) : [];
        var correspondents = kind is ArticleKind.Article && dice.OneIn(3) ? People(1, ref dice) : [];
        var photos = kind is ArticleKind.Photo ? 1 + dice.Next(3) : dice.OneIn(4) ? 1 : 0;
        var photographers = photos > 0 && dice.OneIn(2) ? People(1, ref dice) : [];
        var phrases = PlantedPhrases.All.Where(phrase => phrase.IsIn(ordinal)).Select(phrase => phrase.Text);
        if (PlantedPhrases.UniqueOf(ordinal) is { } unique)
        {
            phrases = phrases.Append(unique);
        }

        var article = new GeneratedArticle(
            id,
            ordinal,
            kind.ToString(),
            dice.OneIn(4) ? TextComposer.Kicker(ref dice) : null,
            TextComposer.Title(ref dice),
            dice.OneIn(5) ? TextComposer.Subtitle(ref dice) : null,
            dice.OneIn(10) ? dice.Choose(Vocabulary.Columns) : null,
            reporters,
            correspondents,
            photographers,
            TextComposer.Body(Opening(reporters, correspondents), LengthOf(kind, ref dice), phrases, ref dice),
            dice.OneIn(500),
            [.. Enumerable.Range(0, photos).Select(_ => TextComposer.Caption(ref dice))],
            photographers is [var photographer] ? $"{photographer} 摄" : null);
        rows.Add(
            ArchiveTables.Articles,
            id, plan.PageIdOf(index, page), number, number - 1, number, 1,
            article.Kind, article.Kicker, article.Title, article.Subtitle, article.Column, "百年日报", article.Body,
            dice.OneIn(300) ? "本文中的数字已经更正。" : null, article.IsWithdrawn ? "作者要求撤稿。" : null,
            reporters, correspondents, photographers,
            release.AddHours(-8), release.AddHours(-5));
        for (var photo = 0; photo < photos; photo++)
        {
            var hash = plan.Editions - index <= DaysWithPhotoFiles ? media.Photo.Hash : Hashes.Of(string.Create(CultureInfo.InvariantCulture, $"{ordinal} {photo}"));
            rows.Add(
                ArchiveTables.Photos,
                (id * 3) - photo, id, photo, media.Photo.Width, media.Photo.Height,
                string.Create(CultureInfo.InvariantCulture, $"photo-{number}-{photo + 1}.jpg"), hash, media.Photo.Extension, article.Captions[photo],
                article.Credit);
        }

        AddAreas(rows, index, id, page, number, (ofEdition - 1 - page) / plan.PagesPerEdition + 1, dice.OneIn(100));
        DerivedRows.Add(rows, new GeneratedPlace(newspaperId, index + 1, date, SectionOf(page), LabelOf(date, page)), article);
    }

    /// <summary>The articles of a page stand below one another; a continued one has a corner of the next page too.</summary>
    private void AddAreas(BulkRows rows, int index, int articleId, int page, int number, int ofPage, bool isContinued)
    {
        var height = 92m / ofPage;
        var top = 6 + (height * (number - 1));
        rows.Add(ArchiveTables.HotAreas, (articleId * 2) - 1, articleId, plan.PageIdOf(index, page), 0, Paper.Area(3, top, 97, top + height - 1).Text);
        if (isContinued && page + 1 < plan.PagesPerEdition)
        {
            rows.Add(ArchiveTables.HotAreas, articleId * 2, articleId, plan.PageIdOf(index, page + 1), 1, Paper.Area(70, 1, 97, 5).Text);
        }
    }

    private static List<string> People(int count, ref Dice dice)
    {
        var people = new List<string>(count);
        while (people.Count < count)
        {
            people.Add(Vocabulary.People.Next(ref dice));
        }

        return people;
    }

    private static string Opening(List<string> reporters, List<string> correspondents) =>
        reporters.Count == 0 ? ""
        : correspondents.Count == 0 ? $"本报讯（记者 {string.Join(' ', reporters)}）"
        : $"本报讯（记者 {string.Join(' ', reporters)} 通讯员 {string.Join(' ', correspondents)}）";

    /// <summary>Log-normal: many short ones and some long, about 750 characters in the mean over all kinds.</summary>
    private static int LengthOf(ArticleKind kind, ref Dice dice)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble());
        var length = (int)Math.Exp(6.41 + (0.65 * normal));
        return kind is ArticleKind.Photo ? Math.Min(length, 120) : Math.Clamp(length, 100, 6_000);
    }
}

/// <summary>Where an article stands.</summary>
internal sealed record GeneratedPlace(int NewspaperId, int EditionId, DateOnly Date, string Section, string Label);

/// <summary>An article as what is derived from it needs it.</summary>
/// <param name="Id">The database's key.</param>
/// <param name="Ordinal">See <see cref="ArchivePlan"/>.</param>
/// <param name="Kind">As it is stored.</param>
/// <param name="Credit">Of each of its photos.</param>
internal sealed record GeneratedArticle(
    int Id, int Ordinal, string Kind, string? Kicker, string Title, string? Subtitle, string? Column,
    IReadOnlyList<string> Reporters, IReadOnlyList<string> Correspondents, IReadOnlyList<string> Photographers,
    string Body, bool IsWithdrawn, IReadOnlyList<string> Captions, string? Credit)
{
    public IEnumerable<string> CaptionsAndCredits => Captions.SelectMany(caption => Credit is null ? [caption] : new[] { caption, Credit });
}
