BeforeDiscovery {
    $paths = @(
        @{ What = 'New-StateRepo'; Script = { New-StateRepo Env:/x } }
        @{ What = 'Get-StateRepo'; Script = { Get-StateRepo Env:/x } }
        @{ What = 'Get-StateRepo with a wildcard'; Script = { Get-StateRepo Env:/P* } }
        @{ What = 'Get-StateRepo -LiteralPath'; Script = { Get-StateRepo -LiteralPath Variable:/HOME } }
        @{ What = 'Import-StateRepo'; Script = { Import-StateRepo /nowhere Env:/x } }
        @{ What = 'Test-StateRepo'; Script = { Test-StateRepo Function:/x } }
        @{ What = 'Update-StateRepo'; Script = { Update-StateRepo Env:/x } }
        @{ What = 'Build-ServerImage'; Script = { Build-ServerImage Env:/x } }
        @{ What = 'Get-StateDependency'; Script = { Get-StateDependency -Path Env:/x } }
        @{ What = 'Add-StateDependency'; Script = { Add-StateDependency -Path Env:/x -Url https://example.org/x.git } }
        @{ What = 'Add-StateDependency -Archive'; Script = { Add-StateDependency -Archive Env:/x -Sha256 ('0' * 64) } }
        @{ What = 'Remove-StateDependency'; Script = { Remove-StateDependency x -Path Env:/x } }
        @{ What = 'Update-StateDependency'; Script = { Update-StateDependency x -Path Env:/x } }
        @{ What = 'Publish-StateCache'; Script = { Publish-StateCache -Path Env:/x } }
        @{ What = 'Clear-StateCache'; Script = { Clear-StateCache Env:/x } }
        @{ What = 'a command at a place that is no folder'; Script = { Push-Location Env:; try { Get-StateRepo } finally { Pop-Location } } }
        @{ What = 'New-StateRepo at such a place'; Script = { Push-Location Env:; try { New-StateRepo x } finally { Pop-Location } } }
    )
    $refused = @(
        'Get-Server', 'Get-Server BAD!', "Get-Server '['", 'Stop-Server nowhere -Force', 'Test-Server nowhere', 'Wait-Server nowhere', 'Get-ServerLog nowhere', "Get-ServerLog '['", 'Remove-ServerLog nowhere', "Remove-ServerLog '['"
        'Start-EphemeralServer nowhere', 'Invoke-ServerSupervisor nowhere -Name BAD!', 'Initialize-ServerHost -Servers 1008'
    )
}

Describe 'What is given to a cmdlet' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    It 'names a file where it is a path: <What>' -ForEach $paths {
        $ErrorActionPreference = 'Continue'
        $result = Invoke-Apart $Script
        $result.Ids | Should -Be InvalidName
        $result.Errors[0].ErrorDetails.RecommendedAction | Should -Match 'a path of the file system'
        $result.Output | Should -BeNullOrEmpty
        'x' | Should -Not -Exist
    }

    It 'is a path of a drive of PowerShell''s own where that is one of files' {
        (New-StateRepo TestDrive:/mine).Path | Should -Be (Join-Path (Convert-Path TestDrive:/) mine)
    }

    It 'may spell a dependency in any case, or name it twice' {
        $repo = New-StateRepo TestDrive:/names
        $null = $repo | Add-StateDependency (New-Source TestDrive:/source) -Name Lib
        $repo = Get-StateRepo $repo.Path
        ($repo | Get-StateDependency lib, LIB, 'l*').Name | Should -Be Lib
        (Invoke-Apart { $repo | Get-StateDependency 'l[' -ErrorAction Continue }).Ids | Should -Be InvalidName
        $repo | Remove-StateDependency LIB
        Get-StateRepo $repo.Path | Get-StateDependency | Should -BeNullOrEmpty
    }
}

Describe 'What is given to a start' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $image = Get-FixtureImage
    }

    AfterEach { Stop-Server "$prefix-*" -Force }

    It 'is no <What> where it is a variable' -ForEach @(
        @{ What = 'list'; Value = @(1, 2) }, @{ What = 'table'; Value = @{ a = 1 } }, @{ What = 'object'; Value = [pscustomobject]@{ a = 1 } }
        @{ What = 'secret'; Value = ConvertTo-SecureString x -AsPlainText -Force }
    ) {
        $result = Invoke-Apart { $image | Start-EphemeralServer -Name "$prefix-list" -Environment @{ D = $Value } -ErrorAction Continue }
        $result.Ids | Should -Be InvalidName
        "$($result.Errors)" | Should -Match "'D'"
        Get-Server "$prefix-*" | Should -BeNullOrEmpty
    }

    It 'is a text or a number where it is a variable' {
        $started = $image | Start-EphemeralServer -Name "$prefix-kinds" -Environment @{ A = 'x'; B = 1.5; C = $true; D = $null; E = [uri] 'http://a/' }
        $started.Definition.Environment['A', 'B', 'C', 'D', 'E'] | Should -Be 'x', '1.5', 'True', '', 'http://a/'
    }

    It 'may name an image in any case, or twice' {
        # Other tests have images of that name, too.
        $found = (Get-ServerImage WEB, $image.Id.ToUpperInvariant(), 'w*').Id
        $found | Should -Contain $image.Id
        $found | Should -Be ($found | Select-Object -Unique)
        ($image, $image, $image.Id | Get-ServerImage).Id | Should -Be $image.Id
        (Invoke-Apart { Get-ServerImage 'w[' -ErrorAction Continue }).Ids | Should -Be InvalidName
        ('WEB' | Start-EphemeralServer -Name "$prefix-case").Image | Should -Be (Get-ServerImage web)[0].Id
    }
}

Describe 'A user who is not root' -Skip:(-not [Environment]::IsPrivilegedProcess) -ForEach @{ Commands = $refused } {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        # One PowerShell for all, as it takes seconds to come up.
        $each = foreach ($command in $Commands) { "@{ Command = '$($command -replace "'", "''")'; Said = @($(Get-NobodyScript $command)) } | ConvertTo-Json -Compress" }
        $said = Invoke-AsNobody ($each -join "`n") | ConvertFrom-Json
    }

    It 'is told so before anything else by <_>' -ForEach $refused {
        $command = $_
        @($said | Where-Object Command -CEQ $command).Said | Should -Be NotRoot
    }

    It 'is told so by an import of Debian packages, and not what mmdebstrap says' {
        $folder = New-Item (Join-Path (Convert-Path TestDrive:/) nobody) -ItemType Directory
        chown 65534:65534 $folder.FullName
        Invoke-AsNobody "`$env:HOME = '$folder'; `$env:CONTAINERSTATE_HOME = '$folder/home'; New-StateRepo '$folder/web' | Add-StateDependency -Debian busybox-static -Variant extract" | Should -Be NotRoot
    }
}
