BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
    $cmdlets = Get-Command -Module ContainerState -CommandType Cmdlet | ForEach-Object {
        @{ Name = $_.Name; Cmdlet = $_; Parameters = @($_.Parameters.Keys | Where-Object { $_ -notin $common }) }
    }
    $topics = Get-ChildItem (Join-Path $PSScriptRoot ../../docs/en-US) -Filter about_*.md | ForEach-Object { @{ Name = $_.BaseName } }
    $parameters = foreach ($cmdlet in $cmdlets) {
        foreach ($parameter in $cmdlet.Parameters) { @{ Name = $cmdlet.Name; Parameter = $parameter } }
    }
}

# The pages are compiled to what Get-Help shows where PlatyPS is installed; what they say is looked at here, in the pages themselves.
Describe 'The help' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $pages = Join-Path $PSScriptRoot ../../docs/en-US

        function Get-Page([string] $Name) { Get-Content (Join-Path $pages "$Name.md") -Raw }

        # A script that parses. Every parameter of our own cmdlets that it uses is one that they have.
        function Assert-Command([string] $Script, [string] $Where) {
            $faults = $null
            $parsed = [Management.Automation.Language.Parser]::ParseInput($Script, [ref]$null, [ref]$faults)
            $faults | Should -BeNullOrEmpty -Because "this stands in $Where"
            foreach ($command in $parsed.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $cmdlet = Get-Command $command.GetCommandName() -Module ContainerState -ErrorAction Ignore
                foreach ($used in $cmdlet ? $command.CommandElements.Where({ $_ -is [Management.Automation.Language.CommandParameterAst] }) : @()) {
                    { $cmdlet.ResolveParameter($used.ParameterName) } | Should -Not -Throw -Because "$($cmdlet.Name) -$($used.ParameterName) stands in $Where"
                }
            }
        }

        # The text below a heading, up to the next one of its rank or above.
        function Get-Section([string] $Page, [string] $Heading) {
            $rank = ($Heading -split ' ')[0].Length
            $found = [regex]::Match($Page, "(?sm)^$([regex]::Escape($Heading))\s*?\n(.*?)(?=^#{1,$rank} |\z)")
            $found.Success ? $found.Groups[1].Value.Trim() : $null
        }
    }

    It 'has a synopsis and a description of <Name>' -ForEach $cmdlets {
        $page = Get-Page $Name
        Get-Section $page '## SYNOPSIS' | Should -Match '^[A-Z][^{}]+\.$'
        Get-Section $page '## DESCRIPTION' | Should -Not -BeNullOrEmpty
    }

    It 'has two examples or more of <Name>, all of which parse' -ForEach $cmdlets {
        $examples = Get-Section (Get-Page $Name) '## EXAMPLES'
        $blocks = [regex]::Matches($examples, '(?s)```powershell\n(.*?)```')
        [regex]::Matches($examples, '(?m)^### Example \d+: .+').Count | Should -BeGreaterOrEqual 2
        $blocks.Count | Should -BeGreaterOrEqual 2
        foreach ($block in $blocks) {
            $block.Groups[1].Value | Should -Match $Name
            Assert-Command $block.Groups[1].Value "an example of $Name"
        }
    }

    It 'describes -<Parameter> of <Name>' -ForEach $parameters {
        $text = Get-Section (Get-Page $Name) "### -$Parameter"
        ($text -replace '(?s)```yaml.*').Trim() | Should -Match '^[A-Z][^{}]+\.$'
    }

    It 'describes nothing that <Name> does not have' -ForEach $cmdlets {
        $described = [regex]::Matches((Get-Section (Get-Page $Name) '## PARAMETERS'), '(?m)^### -(\w+)').ForEach({ $_.Groups[1].Value })
        $described | Where-Object { $_ -notin $Parameters + 'WhatIf', 'Confirm' } | Should -BeNullOrEmpty
    }

    It 'has a page for each cmdlet, and none for anything else' {
        $names = (Get-Command -Module ContainerState -CommandType Cmdlet).Name | Sort-Object
        (Get-ChildItem $pages -Filter *-*.md).BaseName | Sort-Object | Should -Be $names
    }

    It 'shows <Name> in a terminal' -ForEach $topics {
        $shown = Get-Help $Name
        $lines = $shown -split '\r?\n'
        $lines[0..1] | Should -Be 'TOPIC', "    $Name"
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        # Nothing of how the page is written is left.
        $lines | Where-Object { $_ -match '^#|```' } | Should -BeNullOrEmpty
        (Get-Help "$Name*" | Where-Object Name -EQ $Name).Synopsis | Should -Be (Get-Section (Get-Page $Name) '## SHORT DESCRIPTION')
    }

    It 'names nothing in <Name> that there is not' -ForEach $topics {
        $page = Get-Page $Name
        $blocks = [regex]::Matches($page, '(?s)```powershell\n(.*?)```')
        $blocks.Count | Should -BeGreaterThan 3
        foreach ($block in $blocks) { Assert-Command $block.Groups[1].Value $Name }
        # Words of the text too, wherever they stand.
        $names = [regex]::Matches($page, '\b(about_\w+|[A-Z][a-z]+-[A-Z]\w+)\b').Value | Sort-Object -Unique
        $names.Count | Should -BeGreaterThan 5
        $names | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) -and -not (Get-Help $_ -ErrorAction Ignore) } | Should -BeNullOrEmpty
    }
}
