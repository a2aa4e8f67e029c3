namespace ZsrbPaper.Web.Tests;

/// <summary>Never skips, so that this assembly never ends with every test skipped.</summary>
public sealed class AssemblyRunsTests
{
    [Xunit.Fact]
    public void Assembly_is_named_for_its_folder() =>
        Xunit.Assert.Equal("ZsrbPaper.Web.Tests", typeof(AssemblyRunsTests).Assembly.GetName().Name);
}
