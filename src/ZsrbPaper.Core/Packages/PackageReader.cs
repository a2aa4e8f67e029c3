using System.Globalization;
using System.Text.RegularExpressions;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// Reads an opened package into an <see cref="EditionPackage"/> and gathers everything that is wrong with it. Needs no
/// database; whether pictures and PDFs are what their names say is checked by the importer.
/// </summary>
public sealed partial class PackageReader
{
    /// <summary>Years outside these are slips of the keyboard (the oldest newspapers are of the 1600s).</summary>
    internal const int FirstYear = 1600;

    internal const int LastYear = 2200;

    internal const int MaxArticleNumber = 999_999_999;

    internal const int MaxOrdinal = OriginalOrdinals.Max;

    private static readonly string[] PictureExtensions = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"];

    private readonly PackageFiles _files;
    private readonly PackageLimits _limits;
    private readonly ProblemList _problems = new();

    /// <summary>Files that something refers to; the others are warned about.</summary>
    private readonly HashSet<PackageEntry> _used = [];

    /// <summary>The labels of the package, so that areas can be checked while articles are read.</summary>
    private readonly List<PageLabel> _labels = [];

    private readonly Dictionary<string, PageLabel> _foldersTaken = new(StringComparer.Ordinal);

    private PackageReader(PackageFiles files, PackageLimits limits)
    {
        _files = files;
        _limits = limits;
    }

    public static Task<PackageReading> ReadAsync(PackageFiles files, CancellationToken cancellationToken, PackageLimits? limits = null) =>
        new PackageReader(files, limits ?? new PackageLimits()).ReadAsync(cancellationToken);

    private async Task<PackageReading> ReadAsync(CancellationToken cancellationToken)
    {
        var edition = await ReadEditionAsync(cancellationToken);
        return new PackageReading(_problems.HasErrors ? null : edition, _problems.ToList());
    }

    private async Task<EditionPackage?> ReadEditionAsync(CancellationToken cancellationToken)
    {
        var found = _files.Find(PackageOpener.EditionFileName);
        if (found.Count != 1)
        {
            _problems.Error(null, null, found.Count > 1
                ? (Sentence)$"'{_files.Name}' has several files named {PackageOpener.EditionFileName}; leave one."
                : _files.Find("edition.yml").Count > 0
                    ? (Sentence)$"'{_files.Name}' has no {PackageOpener.EditionFileName}; rename edition.yml."
                    : $"'{_files.Name}' has no {PackageOpener.EditionFileName}, so it is no edition package.");
            return null;
        }

        var file = found[0];
        _used.Add(file);
        var text = await PackageText.ReadAsync(file, _limits, _problems, cancellationToken);
        if (text is null || YamlTree.Read(text, file.Path, 0, _problems) is not { } map)
        {
            return null;
        }

        var fields = new FieldReader(map, file.Path, _problems);
        var newspaper = ReadNewspaper(fields, file.Path);
        var date = ReadDate(fields, file.Path);
        var number = fields.Number("number", 0, int.MaxValue);
        var release = ReadRelease(fields, file.Path);
        var pageDrafts = ReadPages(fields, file.Path);
        var retired = ReadRetired(fields, file.Path);
        fields.WarnOfUnknownKeys();

        var pages = new List<PackagePage>();
        foreach (var draft in pageDrafts)
        {
            pages.Add(await ReadPageFolderAsync(draft, file.Path, cancellationToken));
        }

        foreach (var (label, article) in pages.SelectMany(page => page.Articles, (page, article) => (page.Label, article)))
        {
            if (retired.Contains(new PackageRetired(label, article.Number)))
            {
                _problems.Error(article.File, null, $"number {article.Number} on page {label} is retired ('retired:' in {file.Path}); give the article a number of its own.");
            }
        }

        foreach (var entry in _files.Entries.Where(entry => !_used.Contains(entry)))
        {
            _problems.Warn(entry.Path, null, $"nothing refers to this file; it is ignored.");
        }

        foreach (var path in _files.Beside)
        {
            _problems.Warn(path, null, $"lies beside the package's folder; it is ignored.");
        }

        return new EditionPackage(newspaper ?? "", date ?? default, number, release, pages, [.. retired])
        {
            NewspaperLine = fields.LineOf("newspaper"),
            ReleaseLine = fields.LineOf("release"),
        };
    }

    private string? ReadNewspaper(FieldReader fields, string file)
    {
        var word = fields.Word("newspaper");
        if (word is null)
        {
            _problems.Error(file, fields.LineOf("newspaper"), $"'newspaper:' is missing; it is the code of the newspaper, such as zsrb.");
            return null;
        }

        if (!NewspaperCode.IsValid(word.Text))
        {
            _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is no newspaper code: a small letter, then 1 to 15 small letters or digits, such as zsrb.");
        }

        return word.Text;
    }

    private DateOnly? ReadDate(FieldReader fields, string file)
    {
        var word = fields.Word("date");
        if (word is null)
        {
            _problems.Error(file, fields.LineOf("date"), $"'date:' is missing; it is the date printed on the paper, such as 2024-03-01.");
            return null;
        }

        if (DateOnly.TryParseExact(word.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= FirstYear and <= LastYear)
        {
            return date;
        }

        _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is no date; write it as 2024-03-01.");
        return null;
    }

    private LocalMoment? ReadRelease(FieldReader fields, string file)
    {
        var word = fields.Word("release");
        if (word is null)
        {
            return null;
        }

        if (LocalMoment.TryParse(word.Text, out var moment))
        {
            return moment;
        }

        _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is no time of release; write the newspaper's local time as 2024-03-01T06:00.");
        return null;
    }

    private List<PageDraft> ReadPages(FieldReader fields, string file)
    {
        var drafts = new List<PageDraft>();
        var items = fields.List("pages", acceptOne: false, _limits.Pages);
        if (items.Count == 0 && fields.Find("pages") is null or YamlList { Items.Count: 0 })
        {
            _problems.Error(file, fields.LineOf("pages"), $"'pages:' is missing; it lists the pages in print order, each with its label.");
        }

        foreach (var item in items)
        {
            if (item is not YamlMap map)
            {
                _problems.Error(file, item.Line, $"a page is written as '- label: A03' with its other keys below.");
                continue;
            }

            var page = new FieldReader(map, file, _problems);
            var draft = new PageDraft(page)
            {
                Label = ReadLabel(page, file),
                Section = page.LineOfText("section", PrintPage.SectionMaxLength) ?? "",
                Folder = ReadFolder(page, file),
                Part = page.Number("part", 1, MaxOrdinal),
                Order = ReadOrder(page, file),
                Editors = page.Names("editors", _limits),
                Designers = page.Names("designers", _limits),
                Proofreaders = page.Names("proofreaders", _limits),
            };
            page.WarnOfUnknownKeys();
            if (draft.Label is null)
            {
                continue;
            }

            if (drafts.Find(other => other.Label!.Overlaps(draft.Label)) is { } clash)
            {
                _problems.Error(file, page.Line, draft.Label == clash.Label
                    ? (Sentence)$"page {draft.Label} is listed twice (also on line {clash.Fields.Line})."
                    : $"page {draft.Label} and page {clash.Label} (line {clash.Fields.Line}) share a label; a label names one page.");
                continue;
            }

            if (draft.Part is not null && drafts.Find(other => other.Part == draft.Part) is { } samePart)
            {
                _problems.Error(file, page.LineOf("part"), $"page {draft.Label} has the part {draft.Part} of page {samePart.Label}; old addresses need one page each.");
            }

            drafts.Add(draft);
            _labels.Add(draft.Label);
        }

        return drafts;
    }

    private PageLabel? ReadLabel(FieldReader page, string file)
    {
        var word = page.Word("label");
        if (word is null)
        {
            _problems.Error(file, page.Line, $"a page has no 'label:', such as A03.");
            return null;
        }

        if (!PageLabel.TryParse(word.Text, out var label))
        {
            _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is no page label: up to three letters and one to four digits (A03), joined by - for a joined page (A02-A03).");
            return null;
        }

        if (label.Parts.Distinct(StringComparer.Ordinal).Count() < label.Parts.Count)
        {
            _problems.Error(file, word.Line, $"page {label} joins a page with itself.");
        }

        return label;
    }

    private string? ReadFolder(FieldReader page, string file)
    {
        var folder = page.LineOfText("folder", Photo.FileNameMaxLength)?.Trim().TrimEnd('/');
        if (folder is null)
        {
            return null;
        }

        if (folder.Split('/').Any(segment => segment is "" or "." or "..") || folder.Contains('\\', StringComparison.Ordinal))
        {
            _problems.Error(file, page.LineOf("folder"), $"'{FieldReader.Short(folder)}' is no folder inside the package.");
            return null;
        }

        return folder;
    }

    private List<(int Number, int Line)> ReadOrder(FieldReader page, string file)
    {
        var numbers = new List<(int Number, int Line)>();
        foreach (var item in page.List("articles", acceptOne: true, _limits.ArticlesOnPage))
        {
            if (item is not YamlScalar scalar)
            {
                _problems.Error(file, item.Line, $"'articles:' lists article numbers, such as [2, 1].");
            }
            else if (page.Number(scalar with { Text = scalar.Text.Trim() }, $"a number in 'articles:'", 1, MaxArticleNumber) is { } number)
            {
                if (numbers.Any(other => other.Number == number))
                {
                    _problems.Error(file, item.Line, $"'articles:' names article {number} twice.");
                }
                else
                {
                    numbers.Add((number, item.Line));
                }
            }
        }

        return numbers;
    }

    private HashSet<PackageRetired> ReadRetired(FieldReader fields, string file)
    {
        var retired = new HashSet<PackageRetired>();
        switch (fields.Find("retired"))
        {
            case null:
                break;
            case YamlMap { Entries.Count: var count } map when count > _limits.Pages:
                _problems.Error(file, map.Line, $"'retired:' names {count} pages; at most {_limits.Pages} can be taken.");
                break;
            case YamlMap map:
                var byLabel = new FieldReader(map, file, _problems);
                foreach (var (key, _) in map.Entries)
                {
                    if (!PageLabel.TryParse(key.Text, out var label))
                    {
                        _problems.Error(file, key.Line, $"'{FieldReader.Short(key.Text)}' under 'retired:' is no page label.");
                        continue;
                    }

                    foreach (var item in byLabel.List(key.Text, acceptOne: true, _limits.Retired))
                    {
                        var number = item is YamlScalar scalar ? byLabel.Number(scalar, $"a number under 'retired:'", 1, MaxArticleNumber) : null;
                        if (number is { } known)
                        {
                            retired.Add(new PackageRetired(label, known));
                        }
                    }
                }

                if (retired.Count > _limits.Retired)
                {
                    _problems.Error(file, map.Line, $"'retired:' lists {retired.Count:N0} numbers; at most {_limits.Retired:N0} can be taken.");
                }

                break;
            case var other:
                _problems.Error(file, other.Line, $"'retired:' lists article numbers by page, such as {{ A03: [2, 5] }}.");
                break;
        }

        return retired;
    }

    private async Task<PackagePage> ReadPageFolderAsync(PageDraft draft, string editionFile, CancellationToken cancellationToken)
    {
        var articles = new List<PackageArticle>();
        PackageEntry? picture = null;
        PackageEntry? pdf = null;
        var wanted = draft.Folder ?? draft.Label!.Value;
        var folders = _files.FindFolders(wanted);
        if (folders.Count == 1)
        {
            var files = _files.In(folders[0]).ToList();
            picture = OneOf(files.Where(file => IsPageFile(file) && PictureExtensions.Contains(file.Extension)).ToList(), $"picture");
            pdf = OneOf(files.Where(file => IsPageFile(file) && file.Extension == ".pdf").ToList(), $"PDF");
            articles = await ReadArticlesAsync(files, draft.Label!, cancellationToken);
        }
        else if (folders.Count > 1)
        {
            _problems.Error(editionFile, draft.Fields.Line, $"page {draft.Label} could be any of the folders {string.Join(", ", folders)}; say which with 'folder:', or leave one.");
        }
        else if (draft.Folder is not null)
        {
            _problems.Error(editionFile, draft.Fields.LineOf("folder"), $"there is no folder '{FieldReader.Short(draft.Folder)}' in the package.");
        }
        else
        {
            _problems.Warn(editionFile, draft.Fields.Line, $"page {draft.Label} has no folder '{wanted}': it comes in without articles and without a picture.");
        }

        if (folders.Count == 1 && !_foldersTaken.TryAdd(folders[0], draft.Label!))
        {
            _problems.Error(editionFile, draft.Fields.Line, $"pages {_foldersTaken[folders[0]]} and {draft.Label} have the same folder '{folders[0]}'.");
        }

        return new PackagePage(
            draft.Label!, draft.Section, draft.Folder is null || draft.Folder == draft.Label!.Value ? null : draft.Folder, draft.Part,
            draft.Editors, draft.Designers, draft.Proofreaders, picture, pdf, InOrder(draft, articles, editionFile), draft.Fields.Line);
    }

    private PackageEntry? OneOf(List<PackageEntry> files, Sentence what)
    {
        _used.UnionWith(files);
        if (files.Count > 1)
        {
            _problems.Error(files[0].Path, null, $"the page has more than one {what} ({string.Join(", ", files.Select(file => file.Name))}); leave one.");
        }

        return files.FirstOrDefault();
    }

    private async Task<List<PackageArticle>> ReadArticlesAsync(List<PackageEntry> files, PageLabel label, CancellationToken cancellationToken)
    {
        var articles = new List<PackageArticle>();
        var numbers = new Dictionary<int, string>();
        foreach (var file in files.Where(file => file.Extension == ".md"))
        {
            _used.Add(file);
            var stem = Path.GetFileNameWithoutExtension(file.Name);
            if (!ArticleName().IsMatch(stem))
            {
                _problems.Warn(file.Path, null, $"is no article and is ignored: an article's file is named by its number, such as 1.md.");
                continue;
            }

            if (!int.TryParse(stem, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MaxArticleNumber)
            {
                _problems.Error(file.Path, null, $"has too large a number; an article's number has at most nine digits.");
                continue;
            }

            if (!numbers.TryAdd(number, file.Path))
            {
                _problems.Error(file.Path, null, $"has the number of {numbers[number]}; leave one.");
                continue;
            }

            if (articles.Count == _limits.ArticlesOnPage)
            {
                _problems.Error(file.Path, null, $"is one article too many: a page holds at most {_limits.ArticlesOnPage}.");
                break;
            }

            if (await ReadArticleAsync(file, number, label, files, cancellationToken) is { } article)
            {
                articles.Add(article);
            }
            else
            {
                // A file that cannot be read is not a file that is missing: 'articles:' may name it.
                articles.Add(new PackageArticle(number, file.Path) { Title = "" });
            }
        }

        foreach (var same in articles.Where(article => article.OldNumber is not null).GroupBy(article => article.OldNumber).Where(group => group.Count() > 1))
        {
            var all = same.ToList();
            _problems.Error(all[1].File, null, $"has the old-number {same.Key} of {all[0].File}; old addresses need one article each.");
        }

        return [.. articles.OrderBy(article => article.Number)];
    }

    /// <summary>Display order: as 'articles:' says, those it does not name after it by number.</summary>
    private List<PackageArticle> InOrder(PageDraft draft, List<PackageArticle> articles, string file)
    {
        var ordered = new List<PackageArticle>();
        foreach (var (number, line) in draft.Order)
        {
            if (articles.Find(article => article.Number == number) is { } article)
            {
                ordered.Add(article);
            }
            else
            {
                _problems.Error(file, line, $"'articles:' of page {draft.Label} names article {number}, but there is no {number}.md.");
            }
        }

        var rest = articles.Except(ordered).ToList();
        if (ordered.Count > 0 && rest.Count > 0)
        {
            _problems.Warn(file, draft.Fields.LineOf("articles"), $"'articles:' of page {draft.Label} leaves out {string.Join(", ", rest.Select(article => article.Number))}; they follow at the end.");
        }

        return [.. ordered, .. rest];
    }

    private async Task<PackageArticle?> ReadArticleAsync(PackageEntry file, int number, PageLabel label, List<PackageEntry> folder, CancellationToken cancellationToken)
    {
        var text = await PackageText.ReadAsync(file, _limits, _problems, cancellationToken);
        if (text is null)
        {
            return null;
        }

        if (SplitFrontMatter(text) is not { } parts)
        {
            _problems.Error(file.Path, 1, $"has no front matter: the file starts with a line '---', then 'title: …', then another line '---', then the text.");
            return null;
        }

        var body = CheckedBody(parts.Body, file.Path, parts.BodyLine);
        if (YamlTree.Read(parts.Yaml, file.Path, 1, _problems) is not { } map)
        {
            return null;
        }

        var fields = new FieldReader(map, file.Path, _problems);
        var title = fields.LineOfText("title", Article.TitleMaxLength);
        if (title is null && fields.IsMissing("title"))
        {
            _problems.Error(file.Path, fields.LineOf("title"), $"'title:' is missing.");
        }

        var article = new PackageArticle(number, file.Path)
        {
            Kicker = fields.LineOfText("kicker", Article.TitleMaxLength),
            Title = title ?? "",
            Subtitle = fields.LineOfText("subtitle", Article.TitleMaxLength),
            Column = fields.LineOfText("column", Article.FactMaxLength),
            Kind = ReadKind(fields, file.Path),
            Reporters = fields.Names("reporters", _limits),
            Correspondents = fields.Names("correspondents", _limits),
            Photographers = fields.Names("photographers", _limits),
            Source = fields.LineOfText("source", Article.FactMaxLength),
            OldNumber = fields.Number("old-number", 1, MaxOrdinal),
            Areas = ReadAreas(fields, file.Path, label),
            Photos = ReadPhotos(fields, file.Path, folder),
            Correction = fields.Text("correction", Article.NoteMaxLength),
            Withdrawal = ReadWithdrawal(fields, file.Path),
            Body = body,
        };
        fields.WarnOfUnknownKeys();
        if (article is { Withdrawal: not null, Areas.Count: 0 })
        {
            _problems.Warn(file.Path, fields.LineOf("withdrawn"), $"the article is withdrawn but has no areas: nothing can be masked on the page's picture, where it stays readable.");
        }

        return article;
    }

    private static (string Yaml, string Body, int BodyLine)? SplitFrontMatter(string text)
    {
        var lines = text.Split('\n');
        if (lines[0].TrimEnd() != "---")
        {
            return null;
        }

        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == "---");
        return end < 0 ? null : (string.Join('\n', lines[1..end]) + "\n", string.Join('\n', lines[(end + 1)..]), end + 2);
    }

    /// <summary>The text without empty lines before it and white space after it.</summary>
    private string CheckedBody(string body, string file, int firstLine)
    {
        if (PackageText.FindUnstorable(body) is { } unstorable)
        {
            var line = firstLine + body.AsSpan(0, unstorable.Index).Count('\n');
            _problems.Error(file, line, $"the text has a control character ({unstorable.Name}); take it out.");
        }

        if (body.Length > Article.BodyMaxLength)
        {
            _problems.Error(file, firstLine, $"the text has {body.Length:N0} characters; at most {Article.BodyMaxLength:N0} can be stored.");
        }
        else if (ArticleMarkdown.FindProblem(body) is { } problem)
        {
            _problems.Error(file, firstLine, problem);
        }

        return Canonical(body);
    }

    /// <summary>The form in which a text is stored and compared.</summary>
    internal static string Canonical(string body)
    {
        var text = body.TrimEnd();
        var start = 0;
        for (var end = text.IndexOf('\n', StringComparison.Ordinal); end >= 0 && text.AsSpan(start, end - start).IsWhiteSpace(); end = text.IndexOf('\n', start))
        {
            start = end + 1;
        }

        return text[start..];
    }

    private ArticleKind ReadKind(FieldReader fields, string file)
    {
        var word = fields.Word("kind");
        if (word is null)
        {
            return ArticleKind.Article;
        }

        // Not Enum.TryParse alone: it would take "1" and "Article, Photo".
        if (word.Text.All(char.IsAsciiLetter) && Enum.TryParse<ArticleKind>(word.Text, ignoreCase: true, out var kind))
        {
            return kind;
        }

        _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is no kind of article: article, photo, notice or advertisement.");
        return ArticleKind.Article;
    }

    private string? ReadWithdrawal(FieldReader fields, string file)
    {
        var reason = fields.Text("withdrawn", Article.NoteMaxLength);
        if (reason?.Trim().ToUpperInvariant() is "TRUE" or "FALSE" or "YES" or "NO")
        {
            _problems.Error(file, fields.LineOf("withdrawn"), $"'withdrawn:' gives the reason in words; leave it out if the article is not withdrawn.");
        }

        return reason;
    }

    private List<PackageArea> ReadAreas(FieldReader fields, string file, PageLabel own)
    {
        var areas = new List<PackageArea>();
        foreach (var item in fields.List("areas", acceptOne: false, _limits.PhotosOrAreas))
        {
            var page = own;
            var points = item as YamlList;
            if (item is YamlMap map)
            {
                var area = new FieldReader(map, file, _problems);
                page = ReadAreaPage(area, file, own);
                points = area.Find("points") as YamlList;
                area.WarnOfUnknownKeys();
            }

            if (points is null)
            {
                _problems.Error(file, item.Line, $"an area is a list of points, such as [[2, 8.5], [61, 8.5], [61, 52]], or 'page:' and 'points:' for a continuation.");
            }
            else if (ReadShape(points, file) is { } shape && page is not null)
            {
                areas.Add(new PackageArea(page, shape));
            }
        }

        return areas;
    }

    private PageLabel? ReadAreaPage(FieldReader area, string file, PageLabel own)
    {
        var word = area.Word("page");
        if (word is null)
        {
            return own;
        }

        if (PageLabel.TryParse(word.Text, out var label) && _labels.Find(known => known == label) is { } page)
        {
            return page;
        }

        _problems.Error(file, word.Line, $"an area lies on page '{FieldReader.Short(word.Text)}', which the package does not have.");
        return null;
    }

    private AreaShape? ReadShape(YamlList list, string file)
    {
        if (list.Items.Count is < 3 or > AreaShape.MaxPoints)
        {
            _problems.Error(file, list.Line, $"an area has {list.Items.Count} points; it needs 3 to {AreaShape.MaxPoints}.");
            return null;
        }

        var points = new List<AreaPoint>();
        foreach (var item in list.Items)
        {
            if (ReadPoint(item, file, $"an area's point") is not { } point)
            {
                return null;
            }

            points.Add(point);
        }

        return AreaShape.From(points);
    }

    private AreaPoint? ReadPoint(YamlNode node, string file, Sentence what)
    {
        if (node is not YamlList { Items: [YamlScalar x, YamlScalar y] })
        {
            _problems.Error(file, node.Line, $"{what} is two numbers, such as [2.0, 8.5].");
            return null;
        }

        return ReadPercent(x, file, what) is { } left && ReadPercent(y, file, what) is { } top ? new AreaPoint(left, top) : null;
    }

    private decimal? ReadPercent(YamlScalar scalar, string file, Sentence what)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(scalar.Text.Trim(), styles, CultureInfo.InvariantCulture, out var value))
        {
            _problems.Error(file, scalar.Line, $"{what} has '{FieldReader.Short(scalar.Text)}', which is no number.");
            return null;
        }

        if (value is < 0 or > 100)
        {
            _problems.Error(file, scalar.Line, $"{what} has {FieldReader.Short(scalar.Text)}; it must lie within 0..100, percent of the width and height.");
            return null;
        }

        // Four decimals are stored; a negative zero would be written with its sign.
        return Math.Abs(Math.Round(value, 4, MidpointRounding.AwayFromZero));
    }

    private List<PackagePhoto> ReadPhotos(FieldReader fields, string file, List<PackageEntry> folder)
    {
        var photos = new List<PackagePhoto>();
        foreach (var item in fields.List("photos", acceptOne: false, _limits.PhotosOrAreas))
        {
            if (item is not YamlMap map)
            {
                _problems.Error(file, item.Line, $"a photo is written as '- file: photo-1.jpg' with its other keys below.");
                continue;
            }

            var photo = new FieldReader(map, file, _problems);
            var picture = FindPhoto(photo, file, folder);
            var caption = photo.TextOrNone("caption", Photo.TextMaxLength);
            var credit = photo.TextOrNone("credit", Article.FactMaxLength, oneLine: true);
            var alt = photo.Text("alt", Photo.TextMaxLength);
            var focus = photo.Find("focus") is { } node ? ReadPoint(node, file, $"'focus:'") : null;
            photo.WarnOfUnknownKeys();
            if (picture is not null)
            {
                photos.Add(new PackagePhoto(picture, caption, credit, alt, focus, map.Line));
            }
        }

        return photos;
    }

    private PackageEntry? FindPhoto(FieldReader photo, string file, List<PackageEntry> folder)
    {
        var word = photo.Word("file");
        if (word is null)
        {
            _problems.Error(file, photo.Line, $"a photo has no 'file:'.");
            return null;
        }

        if (word.Text.Contains('/', StringComparison.Ordinal) || word.Text.Contains('\\', StringComparison.Ordinal) || word.Text is "." or "..")
        {
            _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is a path; a photo lies in its page's folder and is named without one.");
            return null;
        }

        var verbatim = photo.Find("file") is YamlScalar { Text: var text } ? text : word.Text;
        var folded = PackageFiles.Fold(verbatim);
        var found = folder.Where(entry => PackageFiles.Fold(entry.Name) == folded).ToList();
        if (found.Find(entry => entry.Name == verbatim) is { } exact)
        {
            found = [exact];
        }
        else if (found.Count == 0)
        {
            folded = PackageFiles.Fold(word.Text);
            found = folder.Where(entry => PackageFiles.Fold(entry.Name) == folded).ToList();
        }

        if (found.Count != 1)
        {
            _problems.Error(file, word.Line, found.Count == 0
                ? (Sentence)$"there is no file '{FieldReader.Short(word.Text)}' in the page's folder."
                : $"'{FieldReader.Short(word.Text)}' could be {string.Join(" or ", found.Select(entry => entry.Name))}; write the name exactly.");
            return null;
        }

        if (found[0].Name.Length > Photo.FileNameMaxLength)
        {
            _problems.Error(file, word.Line, $"the photo's name has more than {Photo.FileNameMaxLength} characters; give it a shorter one.");
        }

        if (found[0].Extension is ".md" or ".yaml" or ".pdf" or "")
        {
            _problems.Error(file, word.Line, $"'{FieldReader.Short(word.Text)}' is no picture.");
            return null;
        }

        _used.Add(found[0]);
        return found[0];
    }

    private static bool IsPageFile(PackageEntry file) =>
        Path.GetFileNameWithoutExtension(file.Name).Equals("page", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[1-9][0-9]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ArticleName();

    /// <summary>A page as <c>edition.yaml</c> describes it, before its folder is read.</summary>
    private sealed class PageDraft(FieldReader fields)
    {
        public FieldReader Fields { get; } = fields;

        public PageLabel? Label { get; init; }

        public required string Section { get; init; }

        public string? Folder { get; init; }

        public int? Part { get; init; }

        public required IReadOnlyList<(int Number, int Line)> Order { get; init; }

        public required IReadOnlyList<string> Editors { get; init; }

        public required IReadOnlyList<string> Designers { get; init; }

        public required IReadOnlyList<string> Proofreaders { get; init; }
    }
}
