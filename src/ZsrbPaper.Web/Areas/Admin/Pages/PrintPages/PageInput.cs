namespace ZsrbPaper.Web.Areas.Admin.Pages.PrintPages;

/// <summary>What is typed or drawn on the page of a print page.</summary>
public sealed class PageInput
{
    /// <summary>The version of the page that the form was filled in on.</summary>
    public int Version { get; set; }

    public List<AreaInput> Areas { get; set; } = [];

    /// <summary>Of the article that is added, moved or removed.</summary>
    public string? Title { get; set; }

    public int Number { get; set; }

    /// <summary>Places to move by; negative is up.</summary>
    public int Places { get; set; }

    /// <summary>All numbers in their new order, separated by commas.</summary>
    public string? Order { get; set; }

    public string? Section { get; set; }

    /// <summary>Names, separated by commas or spaces in any width.</summary>
    public string? Editors { get; set; }

    public string? Designers { get; set; }

    public string? Proofreaders { get; set; }
}

public sealed class AreaInput
{
    /// <summary>Page and number of the article as <c>A03/1</c>; empty with empty points for a row that was not filled in.</summary>
    public string? Article { get; set; }

    public string? Points { get; set; }
}

/// <summary>An article that an area can be tied to.</summary>
public sealed record PageArticle(string Label, int Number, string Title, bool IsWithdrawn)
{
    /// <summary>How the form names it.</summary>
    public string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Label}/{Number}");
}
