using System.Text.RegularExpressions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Packages;

/// <summary>A newspaper as its file describes it, checked; facts are null when not given.</summary>
public sealed partial record NewspaperFile(string Code, string Name)
{
    private const int MaxLinks = 100;
    private const int MaxUrlLength = 2000;

    public string? Publisher { get; init; }

    public string? IssueNumber { get; init; }

    public string? PostalCode { get; init; }

    public string? Hotline { get; init; }

    public string? Email { get; init; }

    public required string Language { get; init; }

    public required string TimeZone { get; init; }

    public string? Icp { get; init; }

    public string? PoliceRecord { get; init; }

    public string? NewsLicence { get; init; }

    public string? ReportPhone { get; init; }

    public IReadOnlyList<NamedLink> Social { get; init; } = [];

    public IReadOnlyList<NamedLink> Channels { get; init; } = [];

    /// <summary>The logo picture, beside the newspaper's file; null without one.</summary>
    public string? LogoPath { get; init; }

    /// <summary>Reads the file; the newspaper is null when there is an error among the problems.</summary>
    public static async Task<(NewspaperFile? Newspaper, IReadOnlyList<PackageProblem> Problems)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var name = Path.GetFileName(path);
        NewspaperFile? newspaper = null;
        if (!File.Exists(path))
        {
            problems.Error(null, null, $"There is no file '{path}'.");
        }
        else
        {
            var file = new PackageEntry(name, path, new FileInfo(path).Length);
            var text = await PackageText.ReadAsync(file, new PackageLimits(), problems, cancellationToken);
            if (text is not null && YamlTree.Read(text, name, 0, problems) is { } map)
            {
                newspaper = Read(new FieldReader(map, name, problems), name, Path.GetDirectoryName(Path.GetFullPath(path))!, problems);
            }
        }

        return (problems.HasErrors ? null : newspaper, problems.ToList());
    }

    private static NewspaperFile Read(FieldReader fields, string file, string folder, ProblemList problems)
    {
        string? Fact(string key) => fields.LineOfText(key, Newspaper.FactMaxLength);

        var newspaper = new NewspaperFile(ReadCode(fields, file, problems), fields.LineOfText("name", Newspaper.NameMaxLength) ?? "")
        {
            Publisher = Fact("publisher"),
            IssueNumber = Fact("issue-number"),
            PostalCode = Fact("postal-code"),
            Hotline = Fact("hotline"),
            Email = ReadEmail(fields, file, problems),
            Language = ReadLanguage(fields, file, problems),
            TimeZone = ReadTimeZone(fields, file, problems),
            Icp = Fact("icp"),
            PoliceRecord = Fact("police-record"),
            NewsLicence = Fact("news-licence"),
            ReportPhone = Fact("report-phone"),
            Social = ReadLinks(fields, "social", file, problems),
            Channels = ReadLinks(fields, "channels", file, problems),
            LogoPath = ReadLogo(fields, file, folder, problems),
        };
        if (fields.IsMissing("name"))
        {
            problems.Error(file, fields.LineOf("name"), $"'name:' is missing; it is the newspaper's name, such as 中山日报.");
        }

        fields.WarnOfUnknownKeys();
        return newspaper;
    }

    private static string ReadCode(FieldReader fields, string file, ProblemList problems)
    {
        var code = fields.Word("code");
        if (code is null)
        {
            problems.Error(file, fields.LineOf("code"), $"'code:' is missing; it is the first segment of the newspaper's addresses, such as zsrb.");
        }
        else if (!NewspaperCode.IsWellFormed(code.Text))
        {
            problems.Error(file, code.Line, $"'{FieldReader.Short(code.Text)}' is no newspaper code: a small letter, then 1 to 15 small letters or digits, such as zsrb.");
        }
        else if (!NewspaperCode.IsValid(code.Text))
        {
            problems.Error(file, code.Line, $"'{code.Text}' cannot be a newspaper's code: the portal itself answers /{code.Text}. Choose another.");
        }

        return code?.Text ?? "";
    }

    private static string? ReadEmail(FieldReader fields, string file, ProblemList problems)
    {
        var email = fields.Word("email")?.Text;
        if (email is null || (email.Length <= Newspaper.FactMaxLength && EmailForm().IsMatch(email)))
        {
            return email;
        }

        problems.Error(file, fields.LineOf("email"), $"'{FieldReader.Short(email)}' is no email address.");
        return null;
    }

    private static string ReadLanguage(FieldReader fields, string file, ProblemList problems)
    {
        var language = fields.Word("language");
        if (language is null || LanguageForm().IsMatch(language.Text))
        {
            return language?.Text ?? "zh-CN";
        }

        problems.Error(file, language.Line, $"'{FieldReader.Short(language.Text)}' is no language tag, such as zh-CN.");
        return "zh-CN";
    }

    private static string ReadTimeZone(FieldReader fields, string file, ProblemList problems)
    {
        var zone = fields.Word("time-zone");
        if (zone is null)
        {
            return "Asia/Shanghai";
        }

        // An IANA name, since a Windows one would not be found on another machine.
        if (zone.Text.Length <= Newspaper.FactMaxLength && !zone.Text.Contains("..", StringComparison.Ordinal)
            && TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out var found) && found.HasIanaId)
        {
            return zone.Text;
        }

        problems.Error(file, zone.Line, $"there is no time zone '{FieldReader.Short(zone.Text)}'; give its IANA name, such as Asia/Shanghai.");
        return "Asia/Shanghai";
    }

    private static List<NamedLink> ReadLinks(FieldReader fields, string key, string file, ProblemList problems)
    {
        var links = new List<NamedLink>();
        foreach (var item in fields.List(key, acceptOne: false, MaxLinks))
        {
            if (item is not YamlMap map)
            {
                problems.Error(file, item.Line, $"'{key}:' lists links, each as {{ name: 首页, url: \"https://…\" }}.");
                continue;
            }

            var link = new FieldReader(map, file, problems);
            var name = link.LineOfText("name", Newspaper.NameMaxLength);
            var url = link.Word("url");
            if (link.IsMissing("name"))
            {
                problems.Error(file, map.Line, $"a link under '{key}:' has no 'name:'.");
            }

            if (url is not null && !IsWebAddress(url.Text))
            {
                problems.Error(file, url.Line, $"'{FieldReader.Short(url.Text)}' is no web address; it starts with https:// or http://.");
            }

            link.WarnOfUnknownKeys();
            links.Add(new NamedLink(name ?? "", url?.Text));
        }

        return links;
    }

    private static bool IsWebAddress(string url) =>
        url.Length <= MaxUrlLength && PackageText.FindUnstorable(url) is null && !url.Any(char.IsWhiteSpace)
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && address.UserInfo.Length == 0;

    private static string? ReadLogo(FieldReader fields, string file, string folder, ProblemList problems)
    {
        var logo = fields.Word("logo");
        if (logo is null)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(folder, logo.Text.Replace('\0', '?')));
        if (!path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            problems.Error(file, logo.Line, $"the logo '{FieldReader.Short(logo.Text)}' must lie beside this file, or in a folder there.");
        }
        else if (!File.Exists(path))
        {
            problems.Error(file, logo.Line, $"there is no logo file '{FieldReader.Short(logo.Text)}' beside this file.");
        }

        return path;
    }

    [GeneratedRegex(@"^[^@\s\p{C}<>""]+@[^@\s\p{C}<>""]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmailForm();

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageForm();
}
