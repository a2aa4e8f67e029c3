using Xunit;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Tests.Editions;

public sealed class OriginalOrdinalsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("- - -", "1 2 3")]
    [InlineData("- 1", "2 1")]
    [InlineData("- - 1", "2 3 1")]
    [InlineData("- 9 -", "1 9 3")]
    [InlineData("3 - -", "3 2 1")]
    public void At_release_the_own_place_counts_if_it_is_free(string given, string expected) =>
        Assert.Equal(expected, string.Join(' ', OriginalOrdinals.AtRelease(Parse(given))));

    [Theory]
    [InlineData("-", "1")]
    [InlineData("- 1 2", "3 1 2")]
    [InlineData("- 7 - 2", "8 7 9 2")]
    [InlineData("- 100000 1 -", "2 100000 1 3")]
    public void After_release_the_next_number_counts(string given, string expected) =>
        Assert.Equal(expected, string.Join(' ', OriginalOrdinals.AfterRelease(Parse(given))));

    private static List<int?> Parse(string given) =>
        [.. given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(item => item == "-" ? (int?)null : int.Parse(item, System.Globalization.CultureInfo.InvariantCulture))];
}
