using Xunit;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Tests.Newspapers;

public sealed class NewspaperCodeTests
{
    [Theory]
    [InlineData("zsrb")]
    [InlineData("ab")]
    [InlineData("a1")]
    [InlineData("a234567890123456")]
    public void Code_of_the_right_form_is_valid(string code)
    {
        Assert.True(NewspaperCode.IsValid(code));
        Assert.Equal(code, new Newspaper(code, "报").Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1ab")]
    [InlineData("Zsrb")]
    [InlineData("zs-rb")]
    [InlineData("zs rb")]
    [InlineData("zsrb\n")]
    [InlineData("zsrb/")]
    [InlineData("中山")]
    [InlineData("a2345678901234567")]
    [InlineData("zsrbé")]
    public void Text_of_another_form_is_no_code(string? code)
    {
        Assert.False(NewspaperCode.IsWellFormed(code));
        Assert.Throws<ArgumentException>(() => new Newspaper(code!, "报"));
    }

    [Fact]
    public void Reserved_segment_is_no_code() => Assert.All(NewspaperCode.Reserved, code =>
    {
        Assert.False(NewspaperCode.IsValid(code));
        Assert.Throws<ArgumentException>(() => new Newspaper(code, "报"));
    });

    [Theory]
    [InlineData("admin")]
    [InlineData("api")]
    [InlineData("search")]
    [InlineData("media")]
    [InlineData("iiif")]
    [InlineData("epaper")]
    [InlineData("openapi")]
    [InlineData("healthz")]
    [InlineData("readyz")]
    public void First_segment_of_the_portals_own_addresses_is_reserved(string segment) => Assert.Contains(segment, NewspaperCode.Reserved);
}
